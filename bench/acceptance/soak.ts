import { readdirSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { runAcceptance } from '../command-line/run-acceptance.ts';
import { monotonic, until } from '../processes/clock.ts';
import { residentBytes } from '../processes/process-usage.ts';
import type { Interval } from '../statistics/describe.ts';
import { seededRandom } from '../statistics/random.ts';
import { leastSquares, type Point } from '../statistics/slope.ts';
import { beside } from './beside.ts';
import { Crowd, publishOne } from './lab/crowd.ts';
import { useStartedLab } from './lab/started-lab.ts';
import { soakProgram as program } from './programs.ts';

const { json, ...plan } = startProgram(program).values;

/** One reading of the server's process. */
interface Reading {
  /** Seconds since the clients were connected. */
  readonly second: number;
  readonly published: number;
  /** MB (10⁶ bytes) resident. */
  readonly resident: number;
  /** Files, sockets and timers that the process has open in the kernel. */
  readonly handles: number;
  /** Connections of the clients at that moment. Clients that were cut are on their way back. */
  readonly connections: number;
}

/** Milliseconds that a client waits after a cut. It is constant, so as many clients come back as are cut. */
const retry = () => 1_000;
/** Milliseconds between two polls of a polling client. */
const pollInterval = 2_000;
/** Milliseconds until every client has everything, on a busy machine. */
const patience = 60_000;

const readings: Reading[] = [];
/** How it ended: clients that were cut, and clients that do not have everything, once and in order. */
let ending: { readonly cut: number; readonly incomplete: number } | undefined;

/** Cuts clients at random (RST) at an even pace, until it is told to stop. @returns how many */
async function churn({ clients }: Crowd, over: AbortSignal, signal: AbortSignal): Promise<number> {
  const random = seededRandom(1);
  let cut = 0;
  if (plan.churn === 0) return 0;
  for (const start = monotonic(); !over.aborted; cut += 1) {
    clients[Math.floor(random() * clients.length)]?.cut();
    await until(start + ((cut + 1) * 1_000) / plan.churn, signal);
  }
  return cut;
}

function slopeOf(readings: readonly Reading[], of: (reading: Reading) => number): Interval {
  const second = readings.slice(Math.floor(readings.length / 2));
  const points = second.map((reading): Point => [reading.second / 3_600, of(reading)]);
  // Too short for a slope.
  if (points.length < 3) return { value: Number.NaN, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return leastSquares(points).slope;
}

function look(pid: number, second: number, published: number, { meter: { connections } }: Crowd): void {
  const [resident, handles] = [residentBytes(pid) / 1e6, readdirSync(`/proc/${pid}/fd`).length];
  readings.push({ second, published, resident, handles, connections });
  process.stderr.write(`${second} s: ${published} published, ${resident.toFixed(1)} MB resident, ${handles} handles, ${connections} connections\n`);
}

/** On absolute deadlines, with six looks a minute. */
async function soak(url: string, pid: number, crowd: Crowd, signal: AbortSignal): Promise<void> {
  await crowd.open(Number(new URL(url).port), signal);
  const start = monotonic();
  const since = () => Math.round((monotonic() - start) / 1_000);
  const calm = new AbortController();
  const churning = beside(churn(crowd, calm.signal, signal));
  const count = Math.round(plan.minutes * 60 * plan.rate);
  const lookEvery = Math.max(1, Math.round(10 * plan.rate));
  let last = 0;
  try {
    for (let published = 0; published < count; published += 1) {
      if (published % lookEvery === 0) look(pid, since(), published, crowd);
      await until(start + (published * 1_000) / plan.rate, signal);
      last = await publishOne(url, 'x'.repeat(plan.payload - 2), signal);
    }
  } finally {
    // Also where the lab has gone: otherwise the clients would be cut for ever.
    calm.abort();
  }
  const cut = await churning;
  // Clients that are still behind then are counted below.
  await crowd.reach(last, patience, signal).catch(() => {});
  signal.throwIfAborted();
  look(pid, since(), count, crowd);
  const incomplete = crowd.clients.filter(({ ledger }) => ledger.lost(last) + ledger.doubled + ledger.reordered + ledger.gaps > 0).length;
  ending = { cut, incomplete };
}

/** How it grew in an hour over the second half: the window is full by then, and code is compiled. */
const growth = () => ({ resident: slopeOf(readings, ({ resident }) => resident), handles: slopeOf(readings, ({ handles }) => handles) });

function conclude(): void {
  const [first, last] = [readings[0], readings.at(-1)];
  const most = Math.max(...readings.map(({ resident }) => resident));
  const told = ({ value, low, high }: Interval) => `${value.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
  const { resident, handles } = growth();
  process.stdout.write(
    `${first?.resident.toFixed(1)} → ${last?.resident.toFixed(1)} MB resident in ${plan.minutes} min, at most ${most.toFixed(1)} MB; ${last?.published} published to ${plan.clients} clients, ` +
      `${ending?.cut} of them cut and back, ${ending?.incomplete} incomplete\n${Number.isFinite(resident.value) ? `in the second half ${told(resident)} MB and ${told(handles)} handles more in an hour\n` : ''}`,
  );
}

runAcceptance({
  json,
  plan,
  async measure(signal) {
    const crowd = new Crowd({ clients: plan.clients, pollInterval, retry });
    const flags = ['--no-weather', '--ticker', '0', '--window', `${plan.window}`];
    await useStartedLab(signal, (url, pid) => soak(url, pid, crowd, signal), flags).finally(() => crowd.close());
  },
  readings: () => ({ readings, ...ending, growth: growth() }),
  conclude,
  passed: () => ending?.incomplete === 0,
});
