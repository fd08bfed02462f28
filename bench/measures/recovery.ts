import { parseCursor } from '../../server/stream/protocol.ts';
import { armOf } from '../arms/index.ts';
import { publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { Published } from '../processes/publisher.ts';
import type { Ledger } from '../result/result.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import { between, type Mark } from '../stage/seen.ts';
import type { Stage } from '../stage/stage.ts';
import { loadOf, overload } from '../stage/window.ts';
import { seededRandom } from '../statistics/random.ts';
import type { Measure, Reading } from './measure.ts';
import { type Comeback, openingSeries, readComeback } from './recovery-times.ts';

/** Seconds of traffic before the cut, and after it. */
const phases = { before: 0.3, after: 1 };
/** Milliseconds from a command until it is due, so that all processes have it by then. */
const lead = 30;
/** Milliseconds, beyond two poll intervals, until the last client is back: three failed attempts. */
const patience = 5_000;

/**
 * All clients reset their connections (RST) at the same instant, while publishing goes on. Every arm comes back by the same rule, that of the client
 * library: a wait drawn uniformly below 500 ms, whose bound doubles with each failure up to 30 s. A bare EventSource would wait the 1 to 3 s of the
 * server's `retry:` instead. A polling client asks at its next deadline after that. The floor is left out: bare TCP has no cursor, so what it misses
 * is lost.
 */
export const recovery: Measure = {
  name: 'recovery',
  tasks: (settings) =>
    settings.contenders
      .filter(({ arm }) => armOf(arm).resumes)
      .map((contender) => ({
        key: `recovery ${contender.arm} ${contender.twin}`,
        title: `${contender.arm}${contender.twin ? ' A/A' : ''}: ${settings.clients} clients cut off at once`,
        seconds: 0.9 + phases.before + phases.after + (contender.arm === 'polling' ? settings.pollInterval / 1_000 : 0.2),
        ...(settings.effort !== 'full' && { rounds: 1 }),
        run: (bench, round) =>
          bench.use({ contender, seed: settings.seed * 1_000 + round }, async (stage) => {
            await stage.connect(settings.clients);
            return [await cutOff(stage, settings)];
          }),
      })),
};

async function cutOff(stage: Stage, settings: Settings): Promise<Reading> {
  const { arm, twin } = stage.options.contender;
  const conditions = conditionsOf(settings, arm, settings);
  const seconds = phases.before + phases.after;
  // Every client must receive the last one, so a client that has it is back.
  const times = [...publishTimes(conditions.schedule, conditions.rate, seconds, seededRandom(stage.options.seed)), seconds * 1_000];
  const { begin, end, after, comeback, published, troubles } = await cutDuring(stage, settings, times);
  const generator = loadOf({ begin, end }, stage.bench.headroom.deliveries);
  const metrics = readComeback(comeback);
  const missing = metrics ? [] : [`Only ${after.clients.connections} of ${conditions.clients} clients came back.`];
  return {
    measure: 'recovery',
    arm,
    twin,
    conditions,
    round: {
      seconds,
      metrics: metrics ?? {},
      ledger: ledgerOf(begin, after, conditions.clients * published.count),
      generator,
      series: [openingSeries(comeback)],
    },
    warnings: [...troubles, ...missing, ...overload(generator)],
  };
}

/** What was seen while connections were cut under traffic. */
interface Cut {
  readonly begin: Mark;
  /** After the last publish, and after the last receipt. */
  readonly end: Mark;
  readonly after: Mark;
  readonly comeback: Comeback;
  readonly published: Published;
  readonly troubles: readonly string[];
}

async function cutDuring({ bench, generator, meters, publisher }: Stage, settings: Settings, times: readonly number[]): Promise<Cut> {
  const { mark: begin } = await meters.agree();
  const start = monotonic() + lead;
  await generator.call('start', start);
  const publishing = publisher.call('publish', { start, times, payload: settings.payload });
  publishing.catch(() => {});
  await until(start + phases.before * 1_000, bench.signal);
  const cut = await generator.call('cut');
  const published = await publishing;
  const end = await meters.mark();
  const wait = patience + 2 * settings.pollInterval;
  const late = await generator.call('drain', { seq: parseCursor(published.last)?.seq ?? 0, wait });
  // The byte counts of the two ends differ now: bytes on the way at the cut were seen by one end only.
  const after = await meters.mark();
  const { incidents } = await generator.call('received');
  const comeback: Comeback = {
    clients: settings.clients,
    cut,
    openings: (await generator.call('openings')).filter((at) => at > cut),
    receipts: await generator.call('lastReceipts'),
    scheduled: times.map((time) => start + time),
  };
  return { begin, end, after, comeback, published, troubles: [...(late ? [`Not all arrived: ${late}.`] : []), ...incidents.slice(0, 5)] };
}

const ledgerOf = (one: Mark, other: Mark, expected: number): Ledger => ({
  expected,
  delivered: between(one, other, 'delivered'),
  lost: Math.max(0, between(one, other, 'lost')),
  doubled: between(one, other, 'doubled'),
  reordered: between(one, other, 'reordered'),
  gaps: between(one, other, 'gaps'),
});
