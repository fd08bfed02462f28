import type { ArmName, Ledger } from '../result/result.ts';
import { type Contender, conditionsOf, type Settings } from '../run/settings.ts';
import type { Stage } from '../stage/stage.ts';
import type { Reading, Task } from './measure.ts';

const kibibyte = 1_024;
const nothing: Ledger = { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 };

/** For each arm, a server whose clients increase in steps. Each step measures memory, and processor time in silence. */
export function crowd(settings: Settings): readonly Task[] {
  return settings.contenders.map((contender) => ({
    key: `crowd ${contender.arm} ${contender.twin}`,
    title: `${contender.arm}${contender.twin ? ' A/A' : ''}: up to ${settings.counts.at(-1) ?? 0} clients that wait`,
    seconds: 0.5 + settings.counts.length * (settings.waiting + 0.2),
    // Memory per connection hardly varies.
    ...(settings.effort !== 'full' && { rounds: 2 }),
    run: (bench, round) =>
      bench.use({ contender, seed: settings.seed + round }, async (stage) => {
        const readings: Reading[] = [];
        let there = 0;
        for (const count of settings.counts) {
          await stage.connect(count - there);
          there = count;
          readings.push(...(await weigh(stage, contender, settings, count)));
        }
        return readings;
      }),
  }));
}

async function weigh(stage: Stage, contender: Contender, settings: Settings, count: number): Promise<Reading[]> {
  const { arm, twin } = contender;
  const conditions = conditionsOf(settings, arm, { clients: count, rate: 0 });
  // Memory first: its garbage collection removes what connecting has left, before processor time is measured.
  const memory = await stage.meters.weight();
  if (!memory) return [];
  const { connections, heap, rss, kernel } = memory;
  const metrics = { connections, heap: heap / kibibyte, rss: rss / kibibyte, ...(kernel !== undefined && { kernel: kernel / kibibyte }) };
  const weighed: Reading = { measure: 'memory', arm, twin, conditions, round: { seconds: 0, metrics, ledger: nothing } };
  return settings.waiting > 0 ? [weighed, await watch(stage, contender, settings, count)] : [weighed];
}

/** Processor time of clients without any notification. */
async function watch(stage: Stage, { arm, twin }: Contender, settings: Settings, count: number): Promise<Reading> {
  const conditions = conditionsOf(settings, arm, { clients: count, rate: 0 });
  const { begin, end, ledger, generator, seconds, troubles } = await stage.window(conditions, waitingFor(arm, settings));
  const [one, other] = [begin.server, end.server];
  const cpu = one && other ? { cpu: ((other.cpu - one.cpu) / (other.at - one.at)) * 1_000 } : {};
  const metrics = { connections: count, deliveries: 0, ...cpu };
  return { measure: 'server-load', arm, twin, conditions, round: { seconds, metrics, ledger, generator }, warnings: troubles };
}

/** Whole intervals, so that every polling client asks equally often. */
const waitingFor = (arm: ArmName, { pollInterval, waiting }: Settings): number =>
  arm === 'polling' ? (Math.ceil((waiting * 1_000) / pollInterval) * pollInterval) / 1_000 : waiting;
