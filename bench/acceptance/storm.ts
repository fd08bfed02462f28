import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { interruption } from '../command-line/run-program.ts';
import { monotonic, until } from '../processes/clock.ts';
import { keysOf } from '../result/keys.ts';
import { environment } from '../run/environment.ts';
import { Histogram, quantile } from '../statistics/histogram.ts';
import { type Random, seededRandom } from '../statistics/random.ts';
import { Crowd, publishOne } from './lab/crowd.ts';
import { type StartedLab, startLab } from './lab/started-lab.ts';
import { stormProgram as program } from './programs.ts';

const { redis, json, ...plan } = startProgram(program, [{ place: 'the environment', values: process.env }]).values;
const signal = interruption();

/** Milliseconds of the first wait after a cut, doubled with each failure up to the second: as the client library does. */
const retry = { first: 500, longest: 30_000 };
const capOf = (attempt: number): number => Math.min(retry.longest, retry.first * 2 ** attempt);

/** How long a client stays away. The first is what the client library does; the other is the same without chance. */
const waits = {
  'full jitter': (random: Random) => (attempt: number) => random() * capOf(attempt),
  'no jitter': () => capOf,
} as const;
type Wait = keyof typeof waits;

/** Notifications before the server goes, and while clients are away. */
const published = 10;
/** Milliseconds of a bar, and between two questions of somebody who has nothing to do with the storm. */
const slice = 100;
/** Milliseconds until everybody must be back. */
const patience = 180_000;

/** What became of one storm. Times are milliseconds since the server listens again. */
interface Storm {
  readonly wait: Wait;
  readonly clients: number;
  /** Until the last client was connected, and until everybody had everything. */
  readonly connected: number;
  readonly caughtUp: number;
  /** Connections in the 100 ms that had most, and in each; the server is back at 0. */
  readonly peak: number;
  readonly connections: readonly (readonly [since: number, count: number])[];
  /** How long a request of somebody else took meanwhile. */
  readonly bystander: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
}

/** The log outlives the server: that is what Redis is for here. A key that no lab has of itself. */
const flags = ['--no-weather', '--ticker', '0', '--redis', redis, '--redis-key', 'transport-lab-storm'];

/** Asks every 100 ms until it is told to stop. */
async function watch(url: string, over: AbortSignal): Promise<Histogram> {
  const times = new Histogram();
  for (let due = monotonic(); !over.aborted; due = Math.max(due + slice, monotonic())) {
    await until(due, signal);
    const asked = monotonic();
    await fetch(new URL('healthz', url)).then((answer) => answer.text());
    times.record(monotonic() - asked);
  }
  return times;
}

/** Connections since `from`, in bars. */
function bars(opened: readonly number[], from: number): readonly (readonly [number, number])[] {
  const counts: number[] = [];
  for (const at of opened) {
    const bar = Math.floor((at - from) / slice);
    if (bar >= 0) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return Array.from(counts, (count = 0, bar) => [bar * slice, count] as const);
}

/** All clients lose their server at once, and come back to the one that takes its place. */
async function storm(wait: Wait): Promise<Storm> {
  const crowd = new Crowd({ clients: plan.clients, pollInterval: 2_000, retry: waits[wait](seededRandom(plan.seed)) });
  let lab: StartedLab = await startLab(flags);
  try {
    await crowd.open(lab.port);
    const { port } = lab;
    let last = 0;
    for (let n = 0; n < published; n += 1) last = await publishOne(lab.url, n, signal);
    await crowd.reach(last, patience, signal);
    await lab.end('SIGKILL');
    await until(monotonic() + plan.away, signal);
    const before = crowd.meter.opened.length;
    lab = await startLab(flags, port);
    const back = monotonic();
    const calm = new AbortController();
    const watching = watch(lab.url, calm.signal);
    for (let n = 0; n < published; n += 1) last = await publishOne(lab.url, n, signal);
    await crowd.reach(last, patience, signal);
    const caughtUp = monotonic() - back;
    calm.abort();
    const { buckets, max } = await watching;
    const opened = crowd.meter.opened.slice(before);
    const connections = bars(opened, back);
    return {
      wait,
      clients: crowd.clients.length,
      connected: Math.max(...opened) - back,
      caughtUp,
      peak: Math.max(...connections.map(([, count]) => count)),
      connections,
      bystander: { p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99), most: max },
      ...crowd.sums(last),
    };
  } finally {
    crowd.close();
    await lab.end();
  }
}

const storms: Storm[] = [];
for (const wait of keysOf(waits)) {
  const one = await storm(wait);
  storms.push(one);
  const { clients, connected, caughtUp, peak, bystander, lost, doubled, reordered, gaps } = one;
  process.stdout.write(
    `${wait}: ${clients} clients back after ${(connected / 1_000).toFixed(2)} s, and caught up after ${(caughtUp / 1_000).toFixed(2)} s; ` +
      `at most ${peak} connections in ${slice} ms; somebody else waited ${bystander.p50.toFixed(1)} ms, p99 ${bystander.p99.toFixed(0)} ms, at most ${bystander.most.toFixed(0)} ms; ` +
      `lost ${lost}, doubled ${doubled}, reordered ${reordered}, gaps ${gaps}\n`,
  );
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ plan, environment: await environment(), storms }, null, 1)}\n`);
process.exitCode = storms.every(({ lost, doubled, reordered, gaps }) => lost + doubled + reordered + gaps === 0) ? 0 : 1;
