/**
 * Work that goes on beside a measurement, which awaits it at its end. If the work fails before, Node would end the program for a rejection that nobody handles, and nothing would be
 * written.
 * @returns the same promise
 */
export function beside<Value>(work: Promise<Value>): Promise<Value> {
  work.catch(() => {});
  return work;
}
