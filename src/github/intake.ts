/** Webhooks go first: work that shares the event loop with them asks before each long step, and lets what is in hand be answered. */

export interface Intake {
  /** A webhook is in hand; the answer says that it is no longer. */
  begin(): () => void;
  /** Settles when no webhook is in hand, or has been for too long: work must get on under a flood, too. */
  quiet(): Promise<void>;
}

/** Milliseconds that one step waits at most. */
const LONGEST = 250;

export function createIntake(longest = LONGEST): Intake {
  const waiting = new Set<() => void>();
  let inHand = 0;

  function end(): void {
    inHand--;
    if (inHand > 0) return;
    for (const goOn of [...waiting]) goOn();
  }

  return {
    begin() {
      let isOver = false;
      inHand++;
      return () => {
        if (!isOver) end();
        isOver = true;
      };
    },
    async quiet() {
      // What lies in the sockets comes into hand first.
      await new Promise((resolve) => setImmediate(resolve));
      if (inHand === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(goOn, longest);
        waiting.add(goOn);
        function goOn(): void {
          clearTimeout(timer);
          waiting.delete(goOn);
          resolve();
        }
      });
    },
  };
}
