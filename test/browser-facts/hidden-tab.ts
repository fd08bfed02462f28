import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from './site.ts';

/** A page whose timer asks the server for something each time that it fires, and says whether the page is hidden. It ends once nobody answers. */
const ticking = `<!doctype html><title>Ticking</title><p>A page with a timer of 100 ms.<script>
const timer = setInterval(() => fetch('/tick/' + document.visibilityState, { method: 'POST' }).catch(() => clearInterval(timer)), 100);
</script>`;

/** When it is counted, in seconds since the page was hidden: at once, and after one and five minutes, at which some browsers slow timers down further. */
const windows = [
  [1, 31],
  [90, 210],
  [330, 450],
] as const;

/** How often a minute the timer of 100 ms fires in a tab that is hidden. */
export async function hiddenTimer(site: Site): Promise<string[]> {
  for (const state of ['hidden', 'visible']) site.on(`/tick/${state}`, (response) => response.end());
  site.on('/ticking', (response) => response.setHeader('Content-Type', 'text/html').end(ticking));
  await site.showHidden('/ticking');
  await site.arrived('/tick/hidden', 1);
  const hidden = performance.now();
  const counts: string[] = [];
  for (const [from, until] of windows) {
    await pause(from * 1_000 - (performance.now() - hidden));
    const before = site.count('/tick/hidden');
    await pause(until * 1_000 - (performance.now() - hidden));
    counts.push(`${Math.round((60 * (site.count('/tick/hidden') - before)) / (until - from))}`);
  }
  return counts;
}
