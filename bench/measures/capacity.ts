import { pollingLatency } from '../model/index.ts';
import { addLedgers } from '../result/ledgers.ts';
import type { ArmName, Conditions, Ledger } from '../result/result.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import { MissingConnections } from '../stage/missing-connections.ts';
import type { Stage } from '../stage/stage.ts';
import { quantile } from '../statistics/histogram.ts';
import { judgeRamp, rampSeries, type Taken } from './capacity-reading.ts';
import type { Measure, Reading } from './measure.ts';
import { broke, nextCount, type Ramp } from './ramp.ts';

/**
 * Twice the base rate, which needs half the connections for the same load. At a much higher rate the server would put several notifications into one
 * write, and the result would describe that.
 */
const rateOf = ({ rate }: Settings): number => 2 * rate;

/** From 5 to 60 times the clients of the base conditions, and 6,000 at most. A step of polling takes one more interval, so it has fewer steps. */
const rampOf = ({ clients, effort, most }: Settings, arm: ArmName): Ramp => ({
  first: 5 * clients,
  most: most ?? Math.max(5 * clients, Math.min(60 * clients, 6_000)),
  coarse: arm === 'polling' ? 5 : 3,
  finer: 1.5,
  beyond: effort === 'full' ? 1 : 0,
});

/** Seconds in which a step publishes, at least four notifications. Polling may need one more interval to receive them. */
const publishing = (settings: Settings): number => Math.max(0.4, 4 / rateOf(settings));

/** Approximate number of steps. */
const stepsOf: Readonly<Record<ArmName, number>> = { polling: 3, 'long-polling': 3, sse: 4, websocket: 4, tcp: 4 };

/** Seconds until the last client has polled. */
const asking = (arm: ArmName, { pollInterval }: Settings): number => (arm === 'polling' ? pollInterval / 1_000 : 0);

/**
 * More and more clients at one rate, evenly spaced so that each step publishes the same number, until the 99th percentile of latency is 100 ms above
 * what theory expects of the transport (polling: 99 % of its interval; the others: 0), or something is lost. The knee is the last step before.
 */
export const capacity: Measure = {
  name: 'capacity',
  tasks: (settings) =>
    settings.contenders.map((contender) => {
      const ramp = rampOf(settings, contender.arm);
      return {
        key: `capacity ${contender.arm} ${contender.twin}`,
        title: `${contender.arm}${contender.twin ? ' A/A' : ''}: up to ${ramp.most} clients until it is too many`,
        seconds: 1.2 + stepsOf[contender.arm] * (publishing(settings) + 0.35 + asking(contender.arm, settings)) + ramp.beyond,
        rounds: settings.effort === 'full' ? 3 : 1,
        run: (bench, round) => bench.use({ contender, seed: settings.seed * 1_000 + round }, async (stage) => [await climb(stage, settings, ramp)]),
      };
    }),
};

/** Runs the steps of a ramp one after the other, on one server; clients are only added. */
export async function climb(stage: Stage, settings: Settings, ramp: Ramp): Promise<Reading> {
  const { arm, twin } = stage.options.contender;
  const steps: Taken[] = [];
  const ledgers: Ledger[] = [];
  const warnings: string[] = [];
  for (let count = nextCount(steps, ramp); count !== undefined; count = nextCount(steps, ramp)) {
    try {
      await connectUpTo(stage, steps.at(-1)?.clients ?? 0, count);
    } catch (error) {
      // The earlier steps stay valid.
      if (!(error instanceof MissingConnections) || steps.length === 0) throw error;
      warnings.push(`The ramp ended before ${count} clients: ${error.message}`);
      break;
    }
    const takes = [await take(stage, settings, count)];
    // A burst of another process is not a knee: a step that broke is repeated once, and the better one counts.
    if (takes.some((one) => broke(one) && !one.incomplete)) takes.push(await take(stage, settings, count));
    ledgers.push(...takes.map(({ seen }) => seen.ledger));
    steps.push(takes.reduce((best, one) => (one.incomplete || one.excess < best.excess ? one : best)));
  }
  const { metrics, generator, atLeast, told } = judgeRamp(steps);
  return {
    measure: 'capacity',
    arm,
    twin,
    conditions: conditionsFor(settings, arm, 0),
    round: {
      seconds: steps.reduce((sum, { seen }) => sum + seen.seconds, 0),
      metrics,
      ledger: addLedgers(ledgers),
      ...(generator && { generator }),
      ...(atLeast && { atLeast }),
      series: [rampSeries(steps)],
    },
    warnings: [...warnings, ...told],
  };
}

/** @param clients 0 in the row itself, where they vary */
const conditionsFor = (settings: Settings, arm: ArmName, clients: number): Conditions => ({
  ...conditionsOf(settings, arm, { clients, rate: rateOf(settings) }),
  schedule: 'periodic',
});

async function take(stage: Stage, settings: Settings, clients: number): Promise<Taken> {
  const { arm } = stage.options.contender;
  const seen = await stage.window(conditionsFor(settings, arm, clients), publishing(settings));
  const { lost, doubled, reordered, gaps } = seen.ledger;
  const p99 = quantile(seen.received.latencies, 0.99);
  const expected = arm === 'polling' ? pollingLatency(settings.pollInterval, 0).quantile(0.99) : 0;
  return { clients, p99, excess: p99 - expected, incomplete: lost + doubled + reordered + gaps > 0, seen };
}

/**
 * Clients opened at a time. A server's queue of connections that it has not accepted yet holds 511, and a bare TCP client does not notice that it was
 * full.
 */
const portion = 400;

/** Adds clients up to this number. The first hundred warm the server up. */
async function connectUpTo(stage: Stage, there: number, wanted: number): Promise<void> {
  let count = there;
  if (count === 0) {
    count = Math.min(wanted, 100);
    await stage.connect(count);
    await stage.warmUp();
  }
  for (; count < wanted; count = Math.min(wanted, count + portion)) await stage.connect(Math.min(portion, wanted - count));
}
