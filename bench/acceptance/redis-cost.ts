import { writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import type { AutocannonHandlers, BarrageReport } from '../processes/autocannon-main.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { environment } from '../run/environment.ts';
import { quantile } from '../statistics/histogram.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { useStartedLab } from './lab/started-lab.ts';
import { redisCostProgram as program } from './programs.ts';

const { redis, json, ...plan } = startProgram(program, [{ place: 'the environment', values: process.env }]).values;
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Error(`${signal} came.`)));

/** Seconds before each measurement: client and server compile, and Redis allocates. */
const warmUp = 1;

/** Publishes one lab answered in a closed loop: with one connection what an acknowledged publish costs, with many how many a second it takes. */
interface CostReading {
  readonly log: LogName;
  readonly round: number;
  readonly connections: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

/** A key that no lab has of itself. */
const logs = { memory: [], redis: ['--redis', redis, '--redis-key', 'transport-lab-cost'] } as const;
type LogName = keyof typeof logs;

async function measure(log: LogName, round: number): Promise<readonly CostReading[]> {
  const cannon = forkProcess<AutocannonHandlers>('autocannon-main', 'autocannon');
  try {
    return await useStartedLab(
      interrupt.signal,
      async (url) => {
        const body = JSON.stringify({ event: 'cost', data: 'x'.repeat(plan.payload - 2) });
        const barrage = { url: new URL('publish', url).href, body };
        const readings: CostReading[] = [];
        for (const connections of [1, plan.connections]) {
          await cannon.call('run', { ...barrage, connections, seconds: warmUp });
          readings.push(readingOf(log, round, connections, await cannon.call('run', { ...barrage, connections, seconds: plan.seconds })));
        }
        return readings;
      },
      ['--no-weather', '--ticker', '0', ...logs[log]],
    );
  } finally {
    await cannon.stop();
  }
}

const readingOf = (log: LogName, round: number, connections: number, { answers, seconds, latencies, failures }: BarrageReport): CostReading => ({
  log,
  round,
  connections,
  perSecond: answers / seconds,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  failures,
});

const readings: CostReading[] = [];
const random = seededRandom(plan.seed);
for (let round = 1; round <= plan.rounds; round += 1) {
  for (const log of shuffled(['memory', 'redis'] as const, random)) {
    for (const reading of await measure(log, round)) {
      readings.push(reading);
      const { connections, perSecond, p50, p99, failures } = reading;
      process.stdout.write(
        `round ${round}, ${log}, ${connections} connections: ${perSecond.toFixed(0)} publishes/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${failures} failed\n`,
      );
    }
  }
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ plan, environment: await environment(), readings }, null, 2)}\n`);
process.exitCode = readings.every(({ failures }) => failures === 0) ? 0 : 1;
