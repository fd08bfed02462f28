import { startProgram } from '../../server/lab/command-line/start.ts';
import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import { parseCursor } from '../../server/stream/protocol.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { monotonic, until } from '../processes/clock.ts';
import { endedAfter } from '../processes/ended-after.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import { residentBytes } from '../processes/process-usage.ts';
import type { PublisherHandlers } from '../processes/publisher-handlers.ts';
import { quantile } from '../statistics/histogram.ts';
import { beside } from './beside.ts';
import { useStartedLab } from './lab/started-lab.ts';
import { stalledProgram as program } from './programs.ts';

const { json, ...plan } = startProgram(program).values;

/** `--stall 3600`: no reader is disconnected for standing still, because that is what is measured. */
const flags = ['--no-weather', '--ticker', '0', '--stall', '3600'];

const count = Math.ceil((plan.megabytes * 1e6) / plan.payload);
/** Notifications that fill the window, by count or by bytes. A stored notification is somewhat longer than its `data`. */
const filling = Math.min(windowDefaults.maxCount, Math.ceil(windowDefaults.maxBytes / plan.payload));

/** One run. Memory is MB (10⁶ bytes) resident, times are milliseconds. */
interface StalledReading {
  readonly round: number;
  readonly stalled: number;
  readonly published: number;
  /** When the window had filled, the highest since then, and at the end. */
  readonly full: number;
  readonly most: number;
  readonly end: number;
  /** Of the live readers, once the window was full. */
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
}

type Generator = ReturnType<typeof forkProcess<GeneratorHandlers>>;

/** Half of the readers over SSE, half over WebSocket. Each half has a process, because a process has clients of one transport. */
async function open(readers: readonly Generator[], port: number, clients: number): Promise<void> {
  const arms = ['sse', 'websocket'] as const;
  for (const [index, reader] of readers.entries()) {
    const order = { target: { host: '127.0.0.1', port }, pollInterval: 1_000, hold: 25, head: '', seed: index, deadline: 60_000 };
    const half = Math.ceil(clients / readers.length);
    const { ready, troubles } = await reader.call('open', { ...order, arm: arms[index] ?? 'sse', count: half });
    if (ready < half) throw new Error(`Expected ${half} readers to get their hello; ${ready} did. ${troubles.join('; ')}`);
    await reader.call('start', monotonic());
  }
}

const timesOf = (many: number): readonly number[] => Array.from({ length: many }, (_, index) => (index * 1_000) / plan.rate);

/** Reads the memory until it is stopped. */
async function watch(pid: number, over: AbortSignal, signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!over.aborted) {
    most = Math.max(most, residentBytes(pid));
    await until(monotonic() + 250, signal);
  }
  return most;
}

/** Waits up to a minute until every reader has everything up to this cursor; the readings count what is missing. */
const drain = (readers: readonly Generator[], last: string) =>
  Promise.all(readers.map((reader) => reader.call('drain', { seq: parseCursor(last)?.seq ?? 0, wait: 60_000 })));

async function startCounting(readers: readonly Generator[]): Promise<void> {
  for (const reader of readers) {
    await reader.call('reset');
    await reader.call('start', monotonic());
  }
}

async function measure(round: number, stalled: number, signal: AbortSignal): Promise<StalledReading> {
  const live = [forkProcess<GeneratorHandlers>('generator-main', 'live readers'), forkProcess<GeneratorHandlers>('generator-main', 'live readers')];
  const still = live.map(() => forkProcess<GeneratorHandlers>('generator-main', 'stalled readers'));
  const publisher = forkProcess<PublisherHandlers>('publisher-main', 'publisher');
  const processes = [...live, ...still, publisher];
  const stop = () => Promise.all(processes.map((one) => one.stop()));
  return endedAfter(signal, stop, () =>
    useStartedLab(
      signal,
      async (url, pid) => {
        const port = Number(new URL(url).port);
        await publisher.call('connect', { host: '127.0.0.1', port });
        await open(live, port, plan.live);
        if (stalled > 0) {
          await open(still, port, stalled);
          for (const reader of still) await reader.call('stall', stalled);
        }
        await drain(live, (await publisher.call('publish', { times: timesOf(filling), payload: plan.payload })).last);
        const full = residentBytes(pid);
        await startCounting(live);
        const over = new AbortController();
        const watching = beside(watch(pid, over.signal, signal));
        const { last } = await publisher.call('publish', { times: timesOf(Math.max(1, count - filling)), payload: plan.payload });
        await drain(live, last);
        const end = residentBytes(pid);
        over.abort();
        const most = Math.max(end, await watching);
        const received = await Promise.all(live.map((reader) => reader.call('received')));
        const readings = await Promise.all(live.map((reader) => reader.call('reading')));
        const buckets = received.flatMap(({ latencies }) => latencies).sort(([one], [other]) => one - other);
        return {
          ...{ round, stalled, published: parseCursor(last)?.seq ?? 0, full: full / 1e6, most: most / 1e6, end: end / 1e6 },
          ...{ p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99), lost: readings.reduce((sum, { lost }) => sum + lost, 0) },
        };
      },
      flags,
    ),
  );
}

const readings: StalledReading[] = [];

function say({ round, stalled, published, full, most, end, p50, p99, lost }: StalledReading): void {
  process.stdout.write(
    `round ${round}, ${stalled} stalled: ${published} published; ${full.toFixed(1)} MB resident with the window full, at most ${most.toFixed(1)}, ${end.toFixed(1)} at the end; ` +
      `live readers p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, lost ${lost}\n`,
  );
}

runAcceptance({
  json,
  plan,
  async measure(signal) {
    for (let round = 1; round <= plan.rounds; round += 1) {
      // By turns, and the other way around in every second round: what the machine does meanwhile meets both.
      const turns = [0, plan.stalled];
      for (const stalled of round % 2 === 0 ? turns.reverse() : turns) {
        const reading = await measure(round, stalled, signal);
        readings.push(reading);
        say(reading);
      }
    }
  },
  readings: () => ({ readings }),
  passed: () => readings.every(({ lost }) => lost === 0),
});
