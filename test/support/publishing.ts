import type { Lab } from '../../server/lab/lab.ts';

/** Publishes 1, 2, 3 … on absolute deadlines, without waiting for deliveries. */
export interface Publishing {
  /** @returns the last number published */
  stop(): Promise<number>;
}

/** Notifications per turn at most: on a machine that cannot keep up, catching up would only add more work. */
const mostAtOnce = 10;

/** @param rate notifications per second, as long as the machine keeps up */
export function startPublishing(lab: Lab, rate: number, event = 'number'): Publishing {
  let start = performance.now();
  let published = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) * rate) / 1_000);
    const late = due - published - mostAtOnce;
    if (late > 0) start += (late * 1_000) / rate;
    for (const until = Math.min(due, published + mostAtOnce); published < until; published += 1)
      void lab.log.append([{ event, data: published + 1 }]);
  }, 2);
  return {
    async stop() {
      clearInterval(timer);
      // One more, because a wait for everything ends only with the next event.
      published += 1;
      await lab.log.append([{ event, data: published }]);
      return published;
    },
  };
}
