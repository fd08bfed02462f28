/**
 * Two clocks cannot be read at once, and the first reading of this one takes a millisecond or, on a busy machine, several: each process would be wrong by a time of
 * its own. Whatever passes between the two readings makes the difference smaller, so the largest of many is the right one.
 */
const origin = Math.max(...Array.from({ length: 100 }, () => Number(process.hrtime.bigint() / 1_000n) / 1_000 - performance.now()));

/** Milliseconds of the machine's monotonic clock: the same in every process of this machine, so that a receipt can be set against a schedule made elsewhere. */
export const monotonic = (): number => origin + performance.now();

/** Resolves at a time of `monotonic()`, or at once if that is past. Rejects with the signal's reason when it is aborted. */
export function until(time: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      Math.max(0, Math.ceil(time - monotonic())),
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Milliseconds before a deadline at which it is no longer slept: a timer is up to that late. */
const awake = 1.2;

/** Resolves at a time of `monotonic()`, and not a timer's tick later: the last moment is waited for awake. */
export async function sleepUntil(due: number): Promise<void> {
  if (due - monotonic() > awake) await until(due - awake);
  while (monotonic() < due) await new Promise((resolve) => setImmediate(resolve));
}
