import { readdirSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { interruption } from '../command-line/run-program.ts';
import { monotonic, until } from '../processes/clock.ts';
import { residentBytes } from '../processes/process-usage.ts';
import { environment } from '../run/environment.ts';
import type { Interval } from '../statistics/describe.ts';
import { seededRandom } from '../statistics/random.ts';
import { leastSquares, type Point } from '../statistics/slope.ts';
import { Crowd, publishOne } from './lab/crowd.ts';
import { useStartedLab } from './lab/started-lab.ts';
import { soakProgram as program } from './programs.ts';

const { json, ...plan } = startProgram(program).values;
const signal = interruption();

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

/** The course of a soak, and its growth over the second half: by then the window is full and code is compiled. */
interface Soak {
  readonly readings: readonly Reading[];
  readonly cut: number;
  /** Clients that have not received everything once and in order. */
  readonly incomplete: number;
  /** Per hour. */
  readonly growth: { readonly resident: Interval; readonly handles: Interval };
}

/** Cuts random clients (RST) at an even pace, until it is stopped. @returns how many */
async function churn({ clients }: Crowd, over: AbortSignal): Promise<number> {
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

/** Six readings a minute, on absolute deadlines. */
async function soak(url: string, pid: number): Promise<Soak> {
  const crowd = new Crowd({ clients: plan.clients, pollInterval, retry });
  await crowd.open(Number(new URL(url).port));
  const readings: Reading[] = [];
  const start = monotonic();
  const look = (published: number) => {
    const [resident, handles] = [residentBytes(pid) / 1e6, readdirSync(`/proc/${pid}/fd`).length];
    const reading = { second: Math.round((monotonic() - start) / 1_000), published, resident, handles, connections: crowd.meter.connections };
    readings.push(reading);
    process.stderr.write(
      `${reading.second} s: ${published} published, ${resident.toFixed(1)} MB resident, ${handles} handles, ${reading.connections} connections\n`,
    );
  };
  const calm = new AbortController();
  const churning = churn(crowd, calm.signal);
  const count = Math.round(plan.minutes * 60 * plan.rate);
  const lookEvery = Math.max(1, Math.round(10 * plan.rate));
  let last = 0;
  for (let published = 0; published < count; published += 1) {
    if (published % lookEvery === 0) look(published);
    await until(start + (published * 1_000) / plan.rate, signal);
    last = await publishOne(url, 'x'.repeat(plan.payload - 2), signal);
  }
  calm.abort();
  const cut = await churning;
  // Clients that are still behind then are counted below.
  await crowd.reach(last, patience, signal).catch(() => {});
  look(count);
  const incomplete = crowd.clients.filter(({ ledger }) => ledger.lost(last) + ledger.doubled + ledger.reordered + ledger.gaps > 0).length;
  crowd.close();
  const growth = { resident: slopeOf(readings, ({ resident }) => resident), handles: slopeOf(readings, ({ handles }) => handles) };
  return { readings, cut, incomplete, growth };
}

const result = await useStartedLab(signal, soak, ['--no-weather', '--ticker', '0', '--window', `${plan.window}`]);
const { readings, cut, incomplete, growth } = result;
const [first, last] = [readings[0], readings.at(-1)];
const most = Math.max(...readings.map(({ resident }) => resident));
const told = ({ value, low, high }: Interval) => `${value.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
process.stdout.write(
  `${first?.resident.toFixed(1)} → ${last?.resident.toFixed(1)} MB resident in ${plan.minutes} min, at most ${most.toFixed(1)} MB; ${last?.published} published to ${plan.clients} clients, ` +
    `${cut} of them cut and back, ${incomplete} incomplete\n${Number.isFinite(growth.resident.value) ? `in the second half ${told(growth.resident)} MB and ${told(growth.handles)} handles more in an hour\n` : ''}`,
);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ plan, environment: await environment(), ...result }, null, 1)}\n`);
process.exitCode = incomplete === 0 ? 0 : 1;
