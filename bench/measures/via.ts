import { type ViaName, vias } from '../result/vias.ts';
import { type Contender, conditionsOf, type Settings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Seen } from '../stage/seen.ts';
import type { Stage } from '../stage/stage.ts';
import { quantilesOf } from './latency.ts';
import type { Measure, Reading, Task } from './measure.ts';
import { readWay, wayMetrics } from './via-bytes.ts';
import { linesTask } from './via-lines.ts';

/** A relay's delay has little noise: two rounds of what goes through it suffice. */
const relayedRounds = 2;

/** Seconds of a stage besides its windows: a server, a proxy, and connections with TLS. */
const overhead = 2.2;

/** The costs of a real path: the same stream through the proxies of `deploy`, with TLS and HTTP/2, counted at the clients' sockets. */
export const via: Measure = {
  name: 'via',
  tasks: (settings) =>
    settings.vias.flatMap((name) => [
      ...settings.rtts.flatMap((rtt) =>
        settings.contenders.filter((one) => isWanted(one, rtt)).map((contender) => pathTask(name, contender, rtt, settings)),
      ),
      ...linesTask(name, settings),
    ]),
};

/** No floor behind a proxy, and no twin at a distance. */
const isWanted = ({ arm, twin }: Contender, rtt: number): boolean => arm !== 'tcp' && !(twin && rtt > 0);

function pathTask(name: ViaName, contender: Contender, rtt: number, settings: Settings): Task {
  const { arm, twin } = contender;
  const silence = silenceOf(contender, rtt, settings);
  return {
    key: `via ${name} ${arm} ${twin} ${rtt}`,
    title: `${arm}${twin ? ' A/A' : ''} via ${name}${rtt > 0 ? `, RTT ${rtt} ms` : ''}`,
    seconds: overhead + settings.duration + silence,
    ...(rtt > 0 && settings.effort !== 'full' && { rounds: relayedRounds }),
    run: (bench, round) => run(bench, settings, { name, contender, rtt, round, silence }),
  };
}

interface Order {
  readonly name: ViaName;
  readonly contender: Contender;
  readonly rtt: number;
  readonly round: number;
  /** Seconds; 0 leaves it out. */
  readonly silence: number;
}

/** The bytes of an empty poll are measured while nothing is published, for two intervals. */
const silenceOf = ({ arm, twin }: Contender, rtt: number, { pollInterval }: Settings): number =>
  arm === 'polling' && !twin && rtt === 0 ? (2 * pollInterval) / 1_000 : 0;

async function run(bench: Bench, settings: Settings, { name, contender, rtt, round, silence }: Order): Promise<Reading[]> {
  return bench.use({ contender, rtt, via: name, seed: settings.seed * 1_000 + round }, async (stage) => {
    await stage.connect(settings.clients);
    await stage.warmUp();
    const conditions = conditionsOf(settings, contender.arm, { ...settings, rtt });
    const silent = silence > 0 ? emptyPoll(await stage.window({ ...conditions, rate: 0 }, silence)) : undefined;
    const reading = readVia(name, await stage.window(conditions, settings.duration), silent);
    noteVersion(bench, stage);
    return [reading];
  });
}

function noteVersion({ versions }: Bench, { target: { way } }: Stage): void {
  if (way?.front) versions[way.front.name] = way.front.version;
}

/** Bytes of a poll that is answered with nothing new. */
function emptyPoll(seen: Seen): { readonly measured: number; readonly predicted: number } | undefined {
  const { questions, measured, predicted } = readWay(seen);
  return questions > 0 ? { measured: measured.total / questions, predicted: predicted.total / questions } : undefined;
}

/** If the proxy offers a WebSocket no stream of HTTP/2, it uses a connection of its own. */
const variantOf = (name: ViaName, { target: { way } }: Pick<Seen, 'target'>): string =>
  vias[name].http2 && !way?.http2 ? `${name} · over HTTP/1.1` : name;

/** Processor time of server and proxy, divided by deliveries: with few of them it is mostly the cost of running at all. */
function processorTimes({ begin, end }: Seen): { cpuPerNotification?: number; frontCpu?: number } {
  const delivered = Math.max(1, end.clients.delivered - begin.clients.delivered);
  return {
    ...(begin.server && end.server && { cpuPerNotification: (end.server.cpu - begin.server.cpu) / delivered }),
    ...(begin.front !== undefined && end.front !== undefined && { frontCpu: (end.front - begin.front) / delivered }),
  };
}

function readVia(name: ViaName, seen: Seen, silent: ReturnType<typeof emptyPoll>): Reading {
  const { contender, conditions, seconds, ledger, generator, received, troubles } = seen;
  const { questions, measured, predicted } = readWay(seen);
  const each = Math.max(1, ledger.delivered);
  return {
    measure: 'via',
    ...contender,
    variant: variantOf(name, seen),
    conditions,
    round: {
      seconds,
      metrics: {
        ...wayMetrics(measured, each),
        requests: questions / each,
        ...(silent && { emptyPoll: silent.measured }),
        ...quantilesOf(received.latencies),
        ...processorTimes(seen),
      },
      predicted: { ...wayMetrics(predicted, each), ...(silent && { emptyPoll: silent.predicted }) },
      ledger,
      latencies: received.latencies,
      generator,
    },
    warnings: troubles,
  };
}
