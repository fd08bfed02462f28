import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/index.ts';
import { rootOf } from '../arms/requests.ts';
import type { AutocannonHandlers, BarrageReport } from '../processes/autocannon-main.ts';
import type { BareHttpHandlers } from '../processes/bare-http-main.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { ServerCounters } from '../processes/server-probe.ts';
import type { ArmName } from '../result/result.ts';
import { conditionsOf, type Settings, type StreamSettings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import { busyShare, generatorLimit } from '../stage/window.ts';
import { quantile } from '../statistics/histogram.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import type { AskedQuestion } from './lab-answers.ts';
import type { Measure, Reading, Task } from './measure.ts';
import { type Question, questions } from './request-rate-questions.ts';

/** More connections would not answer more requests, only wait longer. */
const connections = 20;

/** Seconds before counting starts, because the first answers measure the compiler. */
const warmUp = 0.3;
/** Shorter windows, in seconds, would measure the start only. */
const leastSeconds = 0.5;

/**
 * Requests a second from a closed loop, beside a bare `node:http` that returns the same bytes. Both servers of a pair are fresh and run at the same
 * time, one of them idle, in random order, so that a disturbance of the machine meets both.
 */
export const requestRate: Measure = {
  name: 'request-rate',
  // A lab that runs elsewhere has no bare server beside it, and should not get thousands of publishes a second.
  tasks: (settings) => (settings.target || !settings.contenders.some(({ arm }) => arm === 'polling') ? [] : [rateTask(settings)]),
};

/** All questions in one task, so that compared readings are close in time. */
function rateTask(settings: Settings): Task {
  const seconds = Math.max(leastSeconds, settings.duration / 4);
  return {
    key: 'request rate',
    title: `polls and publishes in a closed loop of ${connections} connections, beside a bare node:http`,
    seconds: 0.5 + questions.length * (0.5 + 2 * (warmUp + seconds + 0.1)),
    // The ratio of two readings close in time does not need a third pair in six minutes.
    ...(settings.effort !== 'full' && { rounds: 2 }),
    async run(bench, round) {
      const cannon = forkProcess<AutocannonHandlers>('autocannon-main', 'autocannon');
      try {
        const readings: Reading[] = [];
        for (const question of questions) readings.push(...(await comparePair(bench, cannon, question, round, seconds)));
        return readings;
      } finally {
        await cannon.stop();
      }
    },
  };
}

/** One question to the lab and to the bare server. */
async function comparePair(bench: Bench, cannon: Remote<AutocannonHandlers>, question: Question, round: number, seconds: number): Promise<Reading[]> {
  const { settings } = bench;
  const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
  try {
    return await bench.use({ contender: { arm: 'polling', twin: false }, seed: settings.seed + round }, async ({ direct, server }) => {
      if (!server) return [];
      const asked = await question.prepare(direct, settings.payload);
      const port = await bare.call('answer', asked.answer);
      const servers = {
        lab: { target: direct, probe: () => server.call('counters') },
        bare: { target: { ...direct, port }, probe: () => bare.call('counters') },
      };
      const pair = shuffled(['lab', 'bare'] as const, seededRandom(settings.seed + round));
      // Both before either is measured, because autocannon has to warm up as well.
      for (const one of pair) await barrage(bench, cannon, servers[one], asked, warmUp);
      const found = new Map<'lab' | 'bare', Barraged>();
      for (const one of pair) found.set(one, await barrage(bench, cannon, servers[one], asked, seconds));
      const [lab, floor] = [found.get('lab'), found.get('bare')];
      if (!lab || !floor) return [];
      return [reading('polling', question.name, lab, settings), reading('tcp', `${question.name} · bare`, floor, settings)];
    });
  } finally {
    await bare.stop();
  }
}

interface Barraged {
  readonly report: BarrageReport;
  readonly before: ServerCounters;
  readonly after: ServerCounters;
}

async function barrage(
  bench: Bench,
  cannon: Remote<AutocannonHandlers>,
  { target, probe }: { target: Target; probe: () => Promise<ServerCounters> },
  { path, body }: AskedQuestion,
  seconds: number,
): Promise<Barraged> {
  const shots = { url: `${rootOf(target)}${path}`, ...(body !== undefined && { body }), connections };
  bench.signal.throwIfAborted();
  const before = await probe();
  const report = await cannon.call('run', { ...shots, seconds });
  return { report, before, after: await probe() };
}

function reading(arm: ArmName, variant: string, { report, before, after }: Barraged, settings: StreamSettings): Reading {
  const { answers, seconds, latencies, load, failures } = report;
  const busy = busyShare(before, after);
  const { payload, rtt, schedule } = conditionsOf(settings, arm, { clients: connections, rate: 0 });
  return {
    measure: 'request-rate',
    arm,
    twin: false,
    variant,
    conditions: { clients: connections, rate: 0, payload, rtt, schedule },
    round: {
      seconds,
      metrics: {
        requestRate: answers / seconds,
        cpuPerRequest: (after.cpu - before.cpu) / Math.max(1, answers),
        utilisation: 100 * busy,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
      },
      ledger: { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
      generator: load,
    },
    warnings: [
      ...(failures > 0 ? [`${failures} of ${answers + failures} requests failed, or were answered with something else than 2xx.`] : []),
      ...(load.utilisation > generatorLimit && load.utilisation > busy
        ? ['autocannon was busier than the server: the server could answer more requests a second than stand here. Look at the CPU of a request.']
        : []),
    ],
  };
}
