/** Microseconds of processor time of this process. */
function spentHere(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Milliseconds between two readings of the time spent. */
const look = 5;

/**
 * Makes everything this process does more costly: it spends the same processor time again in its only thread, so clients wait for it as well.
 * @param factor how many times as much, 1 or more
 * @param spent returns microseconds of processor time
 * @returns a function that stops it
 */
export function carryBurden(factor: number, spent = spentHere): () => void {
  let before = spent();
  const timer = setInterval(() => {
    const end = spent() + (factor - 1) * (spent() - before);
    while (spent() < end);
    before = spent();
  }, look);
  timer.unref();
  return () => clearInterval(timer);
}
