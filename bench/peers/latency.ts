import { quantile } from '../statistics/histogram.ts';
import type { Peer } from './peer.ts';
import { warmUp } from './push.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { PeerStage } from './stage.ts';

/** From the moment a publish was due to its receipt, over all readers; 20 notifications a second. */
export function readLatency(stage: PeerStage, peer: Peer, settings: Settings, flags: readonly string[]): Promise<Reading> {
  const { few: readers, seconds, payload } = settings;
  return stage.with(peer, flags, async (running) => {
    await stage.open(peer, running, readers);
    await warmUp(stage, peer, running, readers, settings);
    await stage.readers.call('latencies');
    const { expected, delivered } = await stage.stretch(peer, running, { burst: 1, bursts: Math.ceil(seconds * 20), interval: 50, payload }, readers);
    const buckets = await stage.readers.call('latencies');
    const values = { 'p99 ms': quantile(buckets, 0.99), 'p50 ms': quantile(buckets, 0.5), missing: expected - delivered };
    return { table: 'latency', arm: peer.name, values };
  });
}
