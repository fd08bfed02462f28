import type { TransportName } from '../../server/stream/protocol.ts';
import { perTransport } from '../result/identity.ts';
import { armNames } from '../result/result.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Seen } from '../stage/seen.ts';
import { readBytes } from './bytes.ts';
import { headsFor } from './bytes-model.ts';
import {
  type Constants,
  measuredBreakEven,
  measuredIntervals,
  measuredRates,
  modelReadings,
  type PolledCost,
  predictedBreakEven,
} from './crossover-map.ts';
import type { Measure, Reading } from './measure.ts';

/** Clients of a measured place at most: the bytes are the same for each. */
const mostClients = 100;

/** Whole intervals, and a few seconds. */
const secondsOf = ({ effort, pollInterval }: Settings): number =>
  Math.ceil({ quick: 1_000, default: 2_000, full: 8_000 }[effort] / pollInterval) * (pollInterval / 1_000);

const transportsOf = ({ contenders }: Settings): TransportName[] =>
  armNames.filter((arm): arm is TransportName => arm !== 'tcp' && contenders.some((one) => one.arm === arm));

/**
 * Which transport takes the fewest bytes at which rate and poll interval: the model with the constants of this run, and some measured places, all at
 * the same time, each with processes of its own. Processor time is all of the server's, divided by deliveries: with few of them it is mostly the cost
 * of running at all.
 */
export const crossover: Measure = {
  name: 'crossover',
  tasks: (settings) =>
    transportsOf(settings).length > 1 && transportsOf(settings).includes('polling')
      ? [
          {
            key: 'crossover',
            title: 'where polling begins to win, all transports at once',
            seconds: 4.5 + measuredRates(settings).length * (secondsOf(settings) + settings.pollInterval / 1_000),
            rounds: 1,
            run: (bench, round) => survey(bench, settings, round),
          },
        ]
      : [],
};

async function survey(bench: Bench, settings: Settings, round: number): Promise<Reading[]> {
  const clients = Math.min(settings.clients, mostClients);
  const watched = transportsOf(settings).flatMap((arm) =>
    (arm === 'polling' ? measuredIntervals(settings) : [settings.pollInterval]).map((pollInterval) =>
      watch(bench, { ...settings, pollInterval }, arm, clients, round),
    ),
  );
  // All processes are ended before a failure is thrown.
  const settled = await Promise.allSettled(watched);
  const failed = settled.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  const places = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const constants = constantsOf(places, settings);
  // Segments are not known everywhere. Without them the map, which counts them, shows the model only.
  const confirmed = places.every(({ after }) => after.segments) ? places.map(readPlace) : [];
  const polled = confirmed.filter(({ arm }) => arm === 'polling').map(({ round: { metrics } }) => metrics as PolledCost);
  const measured = confirmed.map((reading) => (reading.arm === 'polling' ? reading : withBreakEven(reading, polled, constants)));
  return [...measured, ...modelReadings(settings, transportsOf(settings), constants, clients)];
}

/** One server and its clients, at each of the measured rates. */
async function watch(bench: Bench, settings: Settings, arm: TransportName, clients: number, round: number): Promise<Seen[]> {
  const own = bench.apart(settings);
  try {
    return await own.use({ contender: { arm, twin: false }, seed: settings.seed * 1_000 + round }, async (stage) => {
      await stage.connect(clients);
      await stage.warmUp();
      const seen: Seen[] = [];
      for (const rate of measuredRates(settings)) {
        // Evenly spaced: a few seconds then hold exactly the rate, and every push is acknowledged separately.
        const conditions = { ...conditionsOf(settings, arm, { clients, rate }), schedule: 'periodic' as const };
        seen.push(await stage.window(conditions, secondsOf(settings)));
      }
      return seen;
    });
  } finally {
    await own.close();
  }
}

/** Lengths as counted, from the polling clients: they see cursors and payloads. */
function constantsOf(places: readonly Seen[], { hold }: Settings): Constants {
  const polls = places.filter(({ contender }) => contender.arm === 'polling');
  const [first] = polls;
  if (!first) throw new RangeError('Nobody polled.');
  const sum = (field: 'payloadBytes' | 'notifications' | 'questionCursorBytes' | 'questions') =>
    polls.reduce((total, { before, after }) => total + after.clients.census[field] - before.clients.census[field], 0);
  return {
    payload: Math.round(sum('payloadBytes') / Math.max(1, sum('notifications'))),
    cursor: Math.round(sum('questionCursorBytes') / Math.max(1, sum('questions'))),
    heads: perTransport((name) => headsFor(name, first, hold)),
  };
}

function readPlace(seen: Seen): Reading {
  const { round, ...rest } = readBytes(seen);
  const [one, other] = [seen.begin.server, seen.after.server];
  const cpu = one && other ? { cpuPerNotification: (other.cpu - one.cpu) / Math.max(1, seen.ledger.delivered) } : {};
  const { bytes = 0, wireBytes = 0, requests = 0 } = round.metrics;
  const { bytes: modelBytes = 0, wireBytes: modelWire = 0 } = round.predicted ?? {};
  return {
    ...rest,
    measure: 'crossover',
    round: { ...round, metrics: { bytes, wireBytes, requests, ...cpu }, predicted: { bytes: modelBytes, wireBytes: modelWire } },
  };
}

/** Adds the point from which on polling takes fewer bytes than this row's transport. */
function withBreakEven(reading: Reading, polled: readonly PolledCost[], constants: Constants): Reading {
  const { round } = reading;
  const breakEven = measuredBreakEven(polled, round.metrics.wireBytes ?? 0);
  const predicted = predictedBreakEven(reading.arm as TransportName, constants);
  return {
    ...reading,
    round: {
      ...round,
      metrics: { ...round.metrics, ...(breakEven !== undefined && { breakEven }) },
      predicted: { ...round.predicted, ...(predicted !== undefined && { breakEven: predicted }) },
    },
  };
}
