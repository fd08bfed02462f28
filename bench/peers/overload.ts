import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import { monotonic } from '../processes/clock.ts';
import type { Peer } from './peer.ts';
import { residentBytes } from './processor-time.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { PeerStage } from './stage.ts';

/** One in ten reads nothing until the end. */
const stalledShare = 0.1;
/** Publishes that fill the lab's window: from then on its memory has no reason to grow. */
const fill = 1.05 * windowDefaults.maxCount;
/** Publishes in one write. */
const burst = 100;
const mebi = 1024 * 1024;

/** Publishes as fast as it is taken, which is more than can be sent, and looks what becomes of the server and of those who cannot follow. */
export function readOverload(stage: PeerStage, peer: Peer, { readers, seconds, payload }: Settings, flags: readonly string[]): Promise<Reading> {
  return stage.with(peer, flags, async (running) => {
    await stage.open(peer, running, readers);
    await stage.readers.call('lookForGaps');
    await stage.readers.call('stall', Math.round(readers * stalledShare));
    let published = await stage.publish(peer, running, { burst, bursts: Math.ceil(fill / burst), interval: 0, payload });
    const full = residentBytes(running.pid);
    let most = full;
    const start = monotonic();
    while (monotonic() - start < seconds * 1_000) {
      published += await stage.publish(peer, running, { burst, bursts: 20, interval: 0, payload });
      most = Math.max(most, residentBytes(running.pid));
    }
    const elapsed = monotonic() - start;
    await stage.readers.call('resume');
    const end = await settle(stage, published * readers);
    const values = {
      'RSS growth MiB': (most - full) / mebi,
      'published/s': (1_000 * (published - fill)) / elapsed,
      gaps: end.gaps,
      'told lost %': (100 * end.skipped) / (published * readers),
      'silently lost': published * readers - end.delivered - end.skipped,
      'cut off': end.closed,
    };
    return { table: 'overload', arm: peer.name, values };
  });
}

/** Waits until everything is accounted for, or nothing has come for two seconds. */
async function settle(stage: PeerStage, expected: number) {
  let [seen, still] = [await stage.readers.call('reading'), 0];
  while (seen.delivered + seen.skipped < expected && still < 20) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await stage.readers.call('reading');
    still = now.delivered > seen.delivered ? 0 : still + 1;
    seen = now;
  }
  return seen;
}
