/**
 * Two clocks cannot be read at the same instant, and the first reading of this one takes a millisecond, or several on a busy machine. That error
 * would differ between processes. Any time that passes between the two readings makes the difference smaller, so the largest of many is the right
 * one.
 */
const origin = Math.max(...Array.from({ length: 100 }, () => Number(process.hrtime.bigint() / 1_000n) / 1_000 - performance.now()));

/**
 * Milliseconds of the machine's monotonic clock: the same in every process of this machine, so that a receipt in one can be compared with a schedule
 * of another.
 */
export const monotonic = (): number => origin + performance.now();

/** Resolves at a time of `monotonic()`, or at once if it has passed. Rejects with the signal's reason when it is aborted. */
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

/** Milliseconds before a deadline at which it stops sleeping: a timer may be this late. */
const awake = 1.2;

/** Resolves at a time of `monotonic()`, more exactly than a timer: it spends the last moment in a busy loop. */
export async function sleepUntil(due: number): Promise<void> {
  if (due - monotonic() > awake) await until(due - awake);
  while (monotonic() < due) await new Promise((resolve) => setImmediate(resolve));
}
