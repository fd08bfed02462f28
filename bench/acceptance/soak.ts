import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { type ArmClient, armOf } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { monotonic, until } from '../processes/clock.ts';
import { residentBytes } from '../processes/process-usage.ts';
import { environment } from '../run/environment.ts';
import { useStartedLab } from './page/started-lab.ts';
import { soakProgram as program } from './programs.ts';

const { json, ...plan } = startProgram(program).values;
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Error(`${signal} came.`)));

/** One look at the server's process. */
interface Reading {
  /** Seconds since the clients were connected. */
  readonly second: number;
  readonly published: number;
  /** MB (10⁶ bytes) resident. */
  readonly resident: number;
}

const residentOf = (pid: number): number => residentBytes(pid) / 1e6;

const habits = { pollInterval: 2_000, hold: 25, retry: () => 1_000 };

/** Connected, and greeted. */
async function openClients(port: number): Promise<readonly ArmClient[]> {
  const target = { host: '127.0.0.1', port };
  const each = Math.ceil(plan.clients / transportNames.length);
  const clients = transportNames.flatMap((name) => {
    const meter = new Meter();
    return Array.from({ length: each }, (_, index) => armOf(name).open(target, { ...habits, phase: (index * habits.pollInterval) / each }, meter));
  });
  await Promise.all(clients.map(({ ready }) => ready));
  const now = monotonic();
  for (const client of clients) client.start(now);
  return clients;
}

async function publish(url: string): Promise<void> {
  const body = JSON.stringify({ event: 'soak', data: 'x'.repeat(plan.payload - 2) });
  const { status } = await fetch(new URL('publish', url), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  if (status !== 201) throw new Error(`Expected POST /publish to be answered with 201; got ${status}.`);
}

/** On absolute deadlines, with six looks a minute. */
async function soak(url: string, pid: number): Promise<{ readings: Reading[]; incomplete: number }> {
  const clients = await openClients(Number(new URL(url).port));
  const readings: Reading[] = [];
  const start = monotonic();
  const count = Math.round(plan.minutes * 60 * plan.rate);
  const lookEvery = Math.max(1, Math.round(10 * plan.rate));
  for (let published = 0; published < count; published += 1) {
    if (published % lookEvery === 0) {
      const reading = { second: Math.round((monotonic() - start) / 1_000), published, resident: residentOf(pid) };
      readings.push(reading);
      process.stderr.write(`${reading.second} s: ${published} published, ${reading.resident.toFixed(1)} MB resident\n`);
    }
    await until(start + (published * 1_000) / plan.rate, interrupt.signal);
    await publish(url);
  }
  await until(monotonic() + 2 * habits.pollInterval, interrupt.signal);
  readings.push({ second: Math.round((monotonic() - start) / 1_000), published: count, resident: residentOf(pid) });
  const incomplete = clients.filter(({ ledger }) => ledger.delivered !== count || ledger.doubled > 0).length;
  for (const client of clients) client.stop();
  return { readings, incomplete };
}

const { readings, incomplete } = await useStartedLab(interrupt.signal, soak, ['--no-weather', '--ticker', '0']);
const [first, last] = [readings[0], readings.at(-1)];
const most = Math.max(...readings.map(({ resident }) => resident));
process.stdout.write(
  `${first?.resident.toFixed(1)} → ${last?.resident.toFixed(1)} MB resident in ${plan.minutes} min, at most ${most.toFixed(1)} MB; ${last?.published} published to ${plan.clients} clients, ${incomplete} of them incomplete\n`,
);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ plan, environment: await environment(), readings, incomplete }, null, 2)}\n`);
process.exitCode = incomplete === 0 ? 0 : 1;
