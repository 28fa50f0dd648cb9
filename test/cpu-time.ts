/** Processor time, which a busy machine does not stretch as it does the time on the wall. Of the whole process: a test file has one of its own. */

/** Far above what linear work on a megabyte takes, far below what quadratic work does. */
export const LINEAR = 8_000;

/** Milliseconds since some moment. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
