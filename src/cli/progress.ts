/** What is being done, on one line of a terminal's standard error; nothing for short work, and nothing where nobody looks. */

const PATIENCE_MS = 500;

/** Call with words at each step, and with `undefined` at the end. */
export function progress(): (step: string | undefined) => void {
  let shown = false;
  let current: string | undefined;
  function draw(): void {
    if (current === undefined) return;
    shown = true;
    process.stderr.write(`\r\u001b[2K${current} …`);
  }
  const timer = process.stderr.isTTY ? setTimeout(draw, PATIENCE_MS) : undefined;
  return (step) => {
    current = step;
    if (step === undefined) {
      clearTimeout(timer);
      if (shown) process.stderr.write("\r\u001b[2K");
    } else if (shown) draw();
  };
}
