import type { Site } from './site.ts';

const leastStep = (): number => {
  let [least, before] = [Number.POSITIVE_INFINITY, performance.now()];
  for (let steps = 0; steps < 200; ) {
    const now = performance.now();
    if (now === before) continue;
    least = Math.min(least, now - before);
    before = now;
    steps += 1;
  }
  return least;
};

/** Milliseconds between two values of `performance.now()` that differ. */
export const clockStep = async (site: Site): Promise<number> => Number((await site.page.call(leastStep)).toFixed(3));

const sayGoodbye = (): void =>
  addEventListener('pagehide', () => {
    fetch('/keepalive', { method: 'POST', keepalive: true, body: 'bye' }).catch(() => {});
    navigator.sendBeacon('/beacon', 'bye');
    fetch('/fetch', { method: 'POST', body: 'bye' }).catch(() => {});
  });

const ways = ['keepalive', 'beacon', 'fetch'];

/** A page that goes may be gone before its words are: it is asked several times. */
const rounds = 5;

/** What a page sends when it is left, and how often that arrives. */
export async function goodbyes(site: Site): Promise<string[]> {
  for (const way of ways) site.on(`/${way}`, (response) => response.end());
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) await site.reopen();
    await site.page.call(sayGoodbye);
    await site.leave();
    await site.settled();
  }
  return ways.map((way) => `${way} ${site.count(`/${way}`)} of ${rounds}`);
}
