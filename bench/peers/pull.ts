import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import type { BareHttpHandlers } from '../processes/bare-http-main.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { Publisher } from '../processes/publisher.ts';
import type { AskersHandlers } from './askers-main.ts';
import { processorTime } from './processor-time.ts';
import { startLabPeer } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { ExpressHandlers } from './servers/express-main.ts';
import type { Settings } from './settings.ts';

/** Who answers the same question with the same bytes. */
export const pullArms = ['bare node:http', 'lab polling', 'plain Express'] as const;
export type PullArm = (typeof pullArms)[number];

export const pullFloor: PullArm = 'bare node:http';

/** What is answered: nothing new, or a body that many ask for. */
const pullQuestions = ['empty', 'with notifications'] as const;
type PullQuestion = (typeof pullQuestions)[number];

/** More connections answer no more requests, they only wait for longer. */
export const pollConnections = 20;
/** In the answer that has some. */
export const pollNotifications = 20;

/** Whose processor time is measured, and where he is asked. */
interface Asked {
  readonly pid: number;
  readonly target: Target;
}

interface StartedArm extends Asked {
  stop(): Promise<void>;
}

/** What the lab said, to be said again by the others. */
interface Sample {
  readonly path: string;
  readonly status: number;
  readonly fields: readonly string[];
  readonly body: string;
}

const host = '127.0.0.1';
/** Added by Node itself, to all alike. */
const nodesOwn = new Set(['date', 'connection', 'keep-alive']);

/** Everybody's three arms in one round, each on a fresh server, in the order given. The lab is asked first what the answer is. */
export async function readPulls(
  askers: Remote<AskersHandlers>,
  arms: readonly PullArm[],
  settings: Settings,
  flags: readonly string[],
): Promise<Reading[]> {
  const lab = await startLabPeer(flags);
  const found: Reading[] = [];
  try {
    const samples = await sampleLab(lab.target, settings);
    for (const arm of arms) {
      for (const [question, sample] of samples) {
        const asked = await startArm(arm, lab, sample);
        found.push({ table: `poll ${question}`, arm, values: await askInLoop(askers, asked, sample.path, settings) });
        await asked.stop();
      }
    }
  } finally {
    await lab.stop();
  }
  return found;
}

async function sampleLab({ port }: Target, { payload }: Settings): Promise<Map<PullQuestion, Sample>> {
  const publisher = await Publisher.connect({ host, port });
  const { last } = await publisher.publish({ start: monotonic(), times: Array.from({ length: pollNotifications }, () => 0), payload });
  publisher.close();
  const epoch = last.split('-', 1)[0];
  const sample = async (cursor: string): Promise<Sample> => {
    const path = `/stream/polling?after=${cursor}`;
    const response = await fetch(`http://${host}:${port}${path}`);
    const fields = [...response.headers].filter(([name]) => !nodesOwn.has(name)).flat();
    return { path, status: response.status, fields, body: await response.text() };
  };
  return new Map([
    ['empty', await sample(last)],
    ['with notifications', await sample(`${epoch}-0`)],
  ]);
}

async function startArm(arm: PullArm, lab: Asked, { status, fields, body }: Sample): Promise<StartedArm> {
  if (arm === 'lab polling') return { ...lab, stop: async () => {} };
  if (arm === 'bare node:http') {
    const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
    const port = await bare.call('answer', { status, fields, body });
    return { pid: bare.pid, target: { host, port }, stop: () => bare.stop() };
  }
  const express = forkProcess<ExpressHandlers>('../peers/servers/express-main', 'Express');
  const { port } = await express.call('where');
  await express.call('answer', body);
  return { pid: express.pid, target: { host, port }, stop: () => express.stop() };
}

/** Some connections, each of which asks again as soon as it is answered. @param fields of each request beside Host */
export async function askInLoop(
  askers: Remote<AskersHandlers>,
  { pid, target }: Asked,
  path: string,
  { seconds }: Settings,
  fields: Readonly<Record<string, string>> = {},
): Promise<Reading['values']> {
  const head = Object.entries({ Host: `${target.host}:${target.port}`, ...fields }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${path} HTTP/1.1\r\n${head.join('')}\r\n`;
  await askers.call('open', { target, count: pollConnections, request, cursor: '', again: true, pipelined: 1 });
  await askers.call('loop', 700);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = await askers.call('reading');
  const cpu = processorTime(pid);
  const answersPerSecond = await askers.call('loop', seconds * 1_000);
  // What was still under way is answered too.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const used = processorTime(pid) - cpu;
  const after = await askers.call('reading');
  await askers.call('close');
  const answers = after.answers - before.answers;
  return {
    'answers/s': answersPerSecond,
    'µs/answer': used / answers,
    'bytes/answer': (after.bytes - before.bytes) / answers,
    refused: after.refused,
  };
}
