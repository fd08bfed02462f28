/** Microseconds of processor time of this process. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Milliseconds between two looks at what was spent. */
const look = 5;

/**
 * Makes whatever this process does cost more: time that it has spent is spent again, in its only thread, so that everybody waits for it as well.
 * @param factor how many times as much, 1 or more @returns stopping
 */
export function carryBurden(factor: number): () => void {
  let before = spent();
  const timer = setInterval(() => {
    const end = spent() + (factor - 1) * (spent() - before);
    while (spent() < end);
    before = spent();
  }, look);
  timer.unref();
  return () => clearInterval(timer);
}
