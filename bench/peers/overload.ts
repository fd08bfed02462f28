import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import { monotonic } from '../processes/clock.ts';
import type { Reading } from './reading.ts';
import type { StagedPeer } from './stage.ts';

/** One in ten reads nothing until the end. */
const stalledShare = 0.1;
/** Publishes that fill the lab's window; after them its memory has no reason to grow. */
const fill = 1.05 * windowDefaults.maxCount;
/** Publishes in one write. */
const burst = 100;
const mebi = 1024 * 1024;

/** Publishes as fast as the server accepts, which is more than it can send, and measures the server and the readers that cannot follow. */
export async function readOverload(staged: StagedPeer): Promise<Reading['values']> {
  const { readers, seconds } = staged.settings;
  const { generator } = staged.stage;
  await staged.stage.connect(readers);
  await generator.call('stall', Math.round(readers * stalledShare));
  let published = await staged.publish({ burst, bursts: Math.ceil(fill / burst), interval: 0 });
  const full = staged.resident;
  let most = full;
  const start = monotonic();
  while (monotonic() - start < seconds * 1_000) {
    published += await staged.publish({ burst, bursts: 20, interval: 0 });
    most = Math.max(most, staged.resident);
  }
  const elapsed = monotonic() - start;
  await generator.call('resume');
  const end = await settle(generator, published * readers);
  return {
    'RSS growth MiB': (most - full) / mebi,
    'published/s': (1_000 * (published - fill)) / elapsed,
    gaps: end.gaps,
    'told lost %': (100 * end.told) / (published * readers),
    'silently lost': published * readers - end.delivered - end.told,
    'cut off': end.opened - readers,
  };
}

/** Waits until every notification is accounted for, or nothing has come for two seconds. */
async function settle(clients: StagedPeer['stage']['generator'], expected: number) {
  let [seen, still] = [await clients.call('reading'), 0];
  while (seen.delivered + seen.told < expected && still < 20) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await clients.call('reading');
    still = now.delivered > seen.delivered ? 0 : still + 1;
    seen = now;
  }
  return seen;
}
