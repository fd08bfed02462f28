import type { Target } from '../arms/index.ts';
import { publishByFrame, publishByPost, splitTotal, type Traffic, websocketHeartbeat } from '../model/index.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { type UplinkReport, type UplinkWay, uplinkEvent, uplinkFields, uplinkWays } from '../processes/uplink.ts';
import type { UplinkHandlers } from '../processes/uplink-main.ts';
import type { ArmName } from '../result/result.ts';
import { conditionsOf } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Mark } from '../stage/seen.ts';
import { quantile } from '../statistics/histogram.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import type { TwoWays } from './bytes-model.ts';
import type { Measure, Reading, Task } from './measure.ts';

/** Messages before the measurement, and in it: enough for ten to lie beyond the 99th percentile. */
const messages = { before: 250, measured: 1_000 };

/** A POST is the way of all arms that read over HTTP; it is listed under the first of them. */
const armOfWay: Readonly<Record<UplinkWay, ArmName>> = { 'POST /publish': 'polling', message: 'websocket' };

/** What it costs a client to send a message and get its ack: one after the other, on an open connection. */
export const uplink: Measure = {
  name: 'uplink',
  tasks(settings) {
    const wanted = uplinkWays.filter((way) => settings.contenders.some(({ arm }) => arm === armOfWay[way]));
    return wanted.length > 0 ? [uplinkTask(wanted)] : [];
  },
};

const uplinkTask = (ways: readonly UplinkWay[]): Task => ({
  key: 'uplink',
  title: `${messages.measured} messages to the server and their acks: ${ways.join(', ')}`,
  seconds: 0.3 + ways.length * 1.1,
  async run(bench, round) {
    const speaker = forkProcess<UplinkHandlers>('uplink-main', 'uplink client');
    const found = new Map<UplinkWay, Reading>();
    try {
      for (const way of shuffled(ways, seededRandom(bench.settings.seed + round))) {
        const contender = { arm: armOfWay[way], twin: false };
        const seen = await bench.use({ contender, seed: bench.settings.seed + round }, async ({ direct, meters }) => {
          await speaker.call('open', { way, target: direct, payload: bench.settings.payload });
          await speaker.call('say', messages.before);
          const before = await meters.mark();
          const report = await speaker.call('say', messages.measured);
          return { target: direct, before, report, after: await meters.mark() };
        });
        found.set(way, readUplink(way, seen, bench));
      }
    } finally {
      await speaker.stop();
    }
    return ways.flatMap((way) => found.get(way) ?? []);
  },
});

interface SeenUplink {
  readonly target: Target;
  readonly report: UplinkReport;
  readonly before: Mark;
  readonly after: Mark;
}

function readUplink(way: UplinkWay, { target, report, before, after }: SeenUplink, { settings }: Bench): Reading {
  const { up, down, latencies } = report;
  const each = messages.measured;
  const predicted = predictUplink(way, target, report, settings.payload);
  const { payload, rtt, schedule } = conditionsOf(settings, armOfWay[way], { clients: 1, rate: 0 });
  return {
    measure: 'uplink',
    arm: armOfWay[way],
    twin: false,
    variant: way,
    conditions: { clients: 1, rate: 0, payload, rtt, schedule },
    round: {
      seconds: latencies.reduce((sum, [milliseconds, count]) => sum + milliseconds * count, 0) / 1_000,
      metrics: {
        bytes: (up + down) / each,
        bytesUp: up / each,
        bytesDown: down / each,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
      },
      predicted: { bytes: (predicted.up + predicted.down) / each, bytesUp: predicted.up / each, bytesDown: predicted.down / each },
      ledger: { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
    },
    warnings: [...disagreements(report, before, after), ...unexplained(report, predicted)],
  };
}

/** Bytes that the acknowledged messages must have taken. @param payload bytes of `data` */
export function predictUplink(way: UplinkWay, target: Target, { kinds, beats }: Pick<UplinkReport, 'kinds' | 'beats'>, payload: number): TwoWays {
  let [up, down] = [0, beats.reduce((sum, cursor) => sum + websocketHeartbeat(cursor), 0)];
  for (const [ref, id, count] of kinds) {
    const parts = { event: uplinkEvent.length, data: payload, id };
    const one: Traffic = way === 'message' ? publishByFrame(parts, ref) : publishByPost(uplinkFields(target), parts, target.prefix);
    up += count * splitTotal(one.up);
    down += count * splitTotal(one.down);
  }
  return { up, down };
}

/** No other client is connected, so both ends have to count the same. */
function disagreements({ up, down }: TwoWays, { server: one }: Mark, { server: other }: Mark): string[] {
  if (!one || !other) return [];
  const apart = { up: other.up - one.up - up, down: other.down - one.down - down };
  if (apart.up === 0 && apart.down === 0) return [];
  return [`The two ends do not agree: the server's socket counted ${apart.up} bytes up and ${apart.down} bytes down more than the client's.`];
}

function unexplained(measured: TwoWays, predicted: TwoWays): string[] {
  return (['up', 'down'] as const)
    .filter((direction) => measured[direction] !== predicted[direction])
    .map((direction) => `Bytes ${direction}: ${measured[direction]} measured, ${predicted[direction]} predicted for ${messages.measured} messages.`);
}
