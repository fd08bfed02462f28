import type { Lab } from '../../server/lab/lab.ts';

/** Publishes 1, 2, 3 … on absolute deadlines, whatever becomes of them: an open loop. */
export interface Publishing {
  /** @returns the last number published */
  stop(): Promise<number>;
}

/** @param rate notifications per second */
export function startPublishing(lab: Lab, rate: number, event = 'number'): Publishing {
  const start = performance.now();
  let published = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) * rate) / 1_000);
    for (; published < due; published += 1) void lab.log.append([{ event, data: published + 1 }]);
  }, 2);
  return {
    async stop() {
      clearInterval(timer);
      // One more for whoever has everything already: it ends what is waited for.
      published += 1;
      await lab.log.append([{ event, data: published }]);
      return published;
    },
  };
}
