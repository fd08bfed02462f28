import type { Filling } from '../arms/message.ts';
import { combine } from '../model/index.ts';
import { type CodingName, codings } from '../result/codings.ts';
import type { MetricName } from '../result/metrics.ts';
import type { ArmName } from '../result/result.ts';
import { type ViaName, vias } from '../result/vias.ts';
import { type Contender, conditionsOf, type Settings } from '../run/settings.ts';
import type { Weight } from '../stage/meters.ts';
import { between, type Seen } from '../stage/seen.ts';
import type { Stage } from '../stage/stage.ts';
import { quantilesOf } from './latency.ts';
import type { Measure, Reading, Task } from './measure.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** What is published: for each size, data that compresses well and data that hardly does. */
interface Matter {
  readonly filling: Filling;
  /** Bytes of `data`. */
  readonly payload: number;
  readonly label: string;
}

const matters: readonly Matter[] = [
  { filling: 'text', payload: 100, label: 'JSON text' },
  { filling: 'text', payload: 1_000, label: 'JSON text' },
  { filling: 'random', payload: 1_000, label: 'random letters' },
];

/** Clients are added until there are this many times as before; the memory that the server then has more is theirs. */
const growth = 3;

/** Seconds of a stage besides its window: a server, a proxy, connections, two warm-ups and two memory readings. */
const overhead = 3.4;

/** What compression saves and costs: the same small server with and without it, one after the other. */
export const compression: Measure = {
  name: 'compression',
  tasks: (settings) =>
    settings.vias.flatMap((name, place) =>
      // The server's cost does not depend on the proxies in front. So further ways have one payload and one round, for their bytes.
      (place === 0 ? matters : matters.slice(0, 1)).flatMap((matter) =>
        settings.contenders
          .filter(({ arm, twin }) => arm !== 'tcp' && !(twin && place > 0))
          .map((contender) => taskFor({ name, place, matter, contender }, settings)),
      ),
    ),
};

interface Place {
  readonly name: ViaName;
  /** Index of the way, from 0. */
  readonly place: number;
  readonly matter: Matter;
  readonly contender: Contender;
}

/** Only a WebSocket can compress each message separately: an event stream is one stream, and an answer is separate anyway. */
const codingsOf = ({ arm, twin }: { readonly arm: ArmName; readonly twin: boolean }): readonly CodingName[] =>
  arm === 'websocket' && !twin ? ['plain', 'compressed', 'no-context'] : ['plain', 'compressed'];

function taskFor(given: Place, settings: Settings): Task {
  const { name, place, matter, contender } = given;
  const { arm, twin } = contender;
  const own = codingsOf(contender);
  return {
    key: `compression ${name} ${arm} ${twin} ${matter.label} ${matter.payload}`,
    title: `${arm}${twin ? ' A/A' : ''}, ${matter.payload} B of ${matter.label}, plain and compressed${place > 0 ? `, via ${name}` : ''}`,
    seconds: own.length * (overhead + settings.duration),
    ...(place > 0 && { rounds: 1 }),
    async run(bench, round) {
      const readings: Reading[] = [];
      // They run one after the other, in alternating order, as one task.
      for (const coding of round % 2 === 0 ? own : own.toReversed())
        readings.push(
          await bench.use({ contender, via: name, coding, data: matter, seed: settings.seed * 1_000 + round }, (stage) =>
            measure(stage, settings, given, coding),
          ),
        );
      return round % 2 === 0 ? readings : readings.toReversed();
    },
  };
}

async function measure(stage: Stage, settings: Settings, { name, place, matter, contender }: Place, coding: CodingName): Promise<Reading> {
  await stage.connect(settings.clients);
  await stage.warmUp();
  const conditions = { ...conditionsOf(settings, contender.arm, settings), payload: matter.payload };
  const seen = await stage.window(conditions, settings.duration);
  const weights = place === 0 ? await weighTwice(stage, settings.clients) : {};
  const goesBeside = vias[name].http2 && !stage.target.way?.http2;
  return {
    measure: 'compression',
    ...contender,
    variant: [`${matter.label}${place > 0 ? ` via ${name}` : ''}`, codings[coding].label, ...(goesBeside ? ['over HTTP/1.1'] : [])].join(' · '),
    conditions,
    round: {
      seconds: seen.seconds,
      metrics: { ...metricsOf(seen), ...weights },
      ledger: seen.ledger,
      census: combine(seen.after.clients.census, seen.before.clients.census, -1),
      latencies: seen.received.latencies,
      generator: seen.generator,
    },
    warnings: seen.troubles,
  };
}

/**
 * Memory of one more connection that has received some hundreds of notifications. An encoder is created with the first, and fills up with the others.
 */
async function weighTwice(stage: Stage, clients: number): Promise<Metrics> {
  const before = await stage.meters.weight();
  await stage.connect((growth - 1) * clients);
  await stage.warmUp();
  const after = await stage.meters.weight();
  if (!before || !after) return {};
  const each = (of: (weight: Weight) => number) => (of(after) - of(before)) / 1_024 / ((growth - 1) * clients);
  return { heapPerConnection: each(({ heap }) => heap), rssPerConnection: each(({ rss }) => rss) };
}

/** All bytes at the clients' sockets, and all processor time of the server, divided by deliveries. */
function metricsOf(seen: Seen): Metrics {
  const { before, after, begin, end, ledger, received } = seen;
  const each = Math.max(1, ledger.delivered);
  const [up, down] = [between(before, after, 'up'), between(before, after, 'down')];
  const cpu = begin.server && end.server ? end.server.cpu - begin.server.cpu : undefined;
  const questions = after.clients.census.questions - before.clients.census.questions;
  return {
    bytes: (up + down) / each,
    bytesUp: up / each,
    bytesDown: down / each,
    payload: between(before, after, 'payload') / each,
    requests: questions / each,
    ...quantilesOf(received.latencies),
    ...(cpu !== undefined && { cpuPerNotification: cpu / Math.max(1, end.clients.delivered - begin.clients.delivered) }),
  };
}
