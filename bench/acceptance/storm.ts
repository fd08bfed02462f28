import { startProgram } from '../../server/lab/command-line/start.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { monotonic, until } from '../processes/clock.ts';
import { keysOf } from '../result/keys.ts';
import { Histogram, quantile } from '../statistics/histogram.ts';
import { type Random, seededRandom } from '../statistics/random.ts';
import { beside } from './beside.ts';
import { Crowd, publishOne } from './lab/crowd.ts';
import { type StartedLab, startLab } from './lab/started-lab.ts';
import { stormProgram as program } from './programs.ts';

const { redis, json, ...plan } = startProgram(program, [{ place: 'the environment', values: process.env }]).values;

/** Milliseconds of the first wait after a cut. Each failure doubles it, up to `longest`, as in the client library. */
const retry = { first: 500, longest: 30_000 };
const capOf = (attempt: number): number => Math.min(retry.longest, retry.first * 2 ** attempt);

/** How long a client waits before it comes back. The first is the client library's way; the second is the same without randomness. */
const waits = {
  'full jitter': (random: Random) => (attempt: number) => random() * capOf(attempt),
  'no jitter': () => capOf,
} as const;
type Wait = keyof typeof waits;

/** Whether the server refuses new clients while its event loop is late. */
const sheddings = { 'everybody is let in': 0, 'late loops shed': plan.shed } as const;
type Shedding = keyof typeof sheddings;

/** Notifications published before the server dies, and again while the clients are away. */
const published = 10;
/** Milliseconds of one bar, and between two requests of a bystander that has no part in the storm. */
const slice = 100;
/** Milliseconds until every client must be back. */
const patience = 180_000;

/** The course of one storm. Times are milliseconds since the new server listens. */
interface Storm {
  readonly wait: Wait;
  readonly shedding: Shedding;
  readonly clients: number;
  /** Until the last client was connected, and until every client had everything. */
  readonly connected: number;
  readonly caughtUp: number;
  /** Connections in the busiest 100 ms, and in each; the server is back at 0. */
  readonly peak: number;
  readonly connections: readonly (readonly [since: number, count: number])[];
  /**
   * The same for the moments at which clients were due to reconnect. The connections themselves are also delayed by the server's backlog and by this
   * one process. Counted from the end of the old server on.
   */
  readonly attemptPeak: number;
  readonly attempts: readonly (readonly [since: number, count: number])[];
  /** Clients that the server refused, by its own count. */
  readonly shed: number;
  /** How long a bystander's request took meanwhile. */
  readonly bystander: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
}

/** The log must outlive the server, so it is in Redis. The key differs from the lab's default, so that no other log is touched. */
const flags = ['--no-weather', '--ticker', '0', '--redis', redis, '--redis-key', 'transport-lab-storm'];

/** Sends a request every 100 ms until it is stopped. Each is timed from when it was due: one that has to wait for a slow answer before it has waited too. */
async function watch(url: string, over: AbortSignal, signal: AbortSignal): Promise<Histogram> {
  const times = new Histogram();
  for (let due = monotonic(); !over.aborted; due += slice) {
    await until(due, signal);
    await fetch(new URL('healthz', url)).then((answer) => answer.text());
    times.record(monotonic() - due);
  }
  return times;
}

/** The lab's own count of clients that it refused because its event loop was late. */
async function shedBy(url: string): Promise<number> {
  const text = await fetch(new URL('metrics', url)).then((answer) => answer.text());
  return [...text.matchAll(/^streams_shed_total\{[^}]*reason="loop-delay"\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Counts per bar since `from`. */
function bars(opened: readonly number[], from: number): readonly (readonly [number, number])[] {
  const counts: number[] = [];
  for (const at of opened) {
    const bar = Math.floor((at - from) / slice);
    if (bar >= 0) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return Array.from(counts, (count = 0, bar) => [bar * slice, count] as const);
}

const peakOf = (counted: readonly (readonly [number, number])[]): number => Math.max(...counted.map(([, count]) => count));

/** Publishes, and waits until all clients have everything. @returns the number of the last notification */
async function publishAndReach(url: string, crowd: Crowd, signal: AbortSignal): Promise<number> {
  let last = 0;
  for (let n = 0; n < published; n += 1) last = await publishOne(url, n, signal);
  await crowd.reach(last, patience, signal);
  return last;
}

/** All clients lose their server at once, and reconnect to the one that replaces it. */
async function storm(wait: Wait, shedding: Shedding, signal: AbortSignal): Promise<Storm> {
  const crowd = new Crowd({ clients: plan.clients, pollInterval: 2_000, retry: waits[wait](seededRandom(plan.seed)) });
  let lab: StartedLab = await startLab(flags);
  try {
    await crowd.open(lab.port, signal);
    const { port } = lab;
    await publishAndReach(lab.url, crowd, signal);
    const [before, tried, gone] = [crowd.meter.opened.length, crowd.meter.attempts.length, monotonic()];
    await lab.end('SIGKILL');
    await until(monotonic() + plan.away, signal);
    lab = await startLab([...flags, '--loop-delay', `${sheddings[shedding]}`], port);
    const back = monotonic();
    const calm = new AbortController();
    const watching = beside(watch(lab.url, calm.signal, signal));
    const last = await publishAndReach(lab.url, crowd, signal);
    const caughtUp = monotonic() - back;
    calm.abort();
    const { buckets, max } = await watching;
    const opened = crowd.meter.opened.slice(before);
    const connections = bars(opened, back);
    const attempts = bars(crowd.meter.attempts.slice(tried), gone);
    return {
      ...{ wait, shedding, shed: await shedBy(lab.url) },
      clients: crowd.clients.length,
      connected: Math.max(...opened) - back,
      caughtUp,
      peak: peakOf(connections),
      connections,
      attemptPeak: peakOf(attempts),
      attempts,
      bystander: { p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99), most: max },
      ...crowd.sums(last),
    };
  } finally {
    crowd.close();
    await lab.end();
  }
}

const storms: Storm[] = [];

function say({ wait, shedding, clients, connected, caughtUp, peak, attemptPeak, shed, bystander, lost, doubled, reordered, gaps }: Storm): void {
  process.stdout.write(
    `${wait}, ${shedding}: ${clients} clients back after ${(connected / 1_000).toFixed(2)} s, and caught up after ${(caughtUp / 1_000).toFixed(2)} s; ` +
      `at most ${attemptPeak} attempts and ${peak} connections in ${slice} ms, ${shed} refused with 503; a client beside them waited ${bystander.p50.toFixed(1)} ms, p99 ${bystander.p99.toFixed(0)} ms, at most ${bystander.most.toFixed(0)} ms; ` +
      `lost ${lost}, doubled ${doubled}, reordered ${reordered}, gaps ${gaps}\n`,
  );
}

runAcceptance({
  json,
  plan,
  async measure(signal) {
    for (const wait of keysOf(waits)) {
      for (const shedding of keysOf(sheddings)) {
        const one = await storm(wait, shedding, signal);
        storms.push(one);
        say(one);
      }
    }
  },
  readings: () => ({ storms }),
  passed: () => storms.every(({ lost, doubled, reordered, gaps }) => lost + doubled + reordered + gaps === 0),
});
