import { quantile } from '../statistics/histogram.ts';
import { warmUp } from './push.ts';
import type { Reading } from './reading.ts';
import type { StagedPeer } from './stage.ts';

/** From the moment a publish was due to its receipt, over all readers; 20 notifications a second. */
export async function readLatency(staged: StagedPeer): Promise<Reading['values']> {
  const { few: readers, seconds } = staged.settings;
  const { generator } = staged.stage;
  await staged.stage.connect(readers);
  await warmUp(staged, readers);
  await generator.call('reset');
  const { missing } = await staged.stretch({ burst: 1, bursts: Math.ceil(seconds * 20), interval: 50 }, readers);
  const { latencies: buckets } = await generator.call('received');
  return { 'p99 ms': quantile(buckets, 0.99), 'p50 ms': quantile(buckets, 0.5), missing };
}
