import type { Target } from '../arms/arm.ts';
import { askOnce } from '../measures/lab-answers.ts';
import type { BareAnswer, BareHttpHandlers } from '../processes/bare-http-main.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { Publisher } from '../processes/publisher.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { type Asked, askInLoop } from './asking.ts';
import { startLabPeer } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { ExpressHandlers } from './servers/express-main.ts';
import type { PeerStage } from './stage.ts';

/** Servers that answer the same request with the same bytes. */
export const pullArms = ['bare node:http', 'lab polling', 'plain Express'] as const;
type PullArm = (typeof pullArms)[number];

export const pullFloor: PullArm = 'bare node:http';

/** The answer: nothing new, or a body that many clients request. */
const pullQuestions = ['empty', 'with notifications'] as const;

/** In the answer that has some. */
export const pollNotifications = 20;

interface StartedArm extends Asked {
  stop(): Promise<void>;
}

const host = '127.0.0.1';

/** All three arms in one round, each on a fresh server, in random order. The lab runs first, to get the answer. */
export async function readPulls(stage: PeerStage, round: number): Promise<Reading[]> {
  const { seed, payload } = stage.settings;
  const lab = await startLabPeer(stage.flags);
  const found: Reading[] = [];
  try {
    const samples = await sampleLab(lab.target, payload);
    for (const arm of shuffled(pullArms, seededRandom(seed + round))) {
      for (const [question, { path, answer }] of samples) {
        const asked = await startArm(arm, lab, answer);
        found.push({ table: `poll ${question}`, arm, values: await askInLoop(stage, asked, path).finally(() => asked.stop()) });
      }
    }
  } finally {
    await lab.stop();
  }
  return found;
}

/** The lab's answer, which the other servers repeat. */
async function sampleLab(lab: Target, payload: number) {
  const publisher = await Publisher.connect(lab);
  const { last } = await publisher.publish({ start: monotonic(), times: Array.from({ length: pollNotifications }, () => 0), payload });
  publisher.close();
  const [epoch] = last.split('-', 1);
  const ask = (cursor: string) => askOnce(lab, `/stream/polling?after=${cursor}`);
  const [nothing, all] = [await ask(last), await ask(`${epoch}-0`)];
  return [
    [pullQuestions[0], nothing],
    [pullQuestions[1], all],
  ] as const;
}

async function startArm(arm: PullArm, lab: Asked, answer: BareAnswer): Promise<StartedArm> {
  if (arm === 'lab polling') return { ...lab, stop: async () => {} };
  if (arm === 'bare node:http') {
    const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
    const port = await bare.call('answer', answer);
    return { pid: bare.pid, target: { host, port }, stop: () => bare.stop() };
  }
  const express = forkProcess<ExpressHandlers>('../peers/servers/express-main', 'Express');
  const { port } = await express.call('where');
  await express.call('answer', answer.body);
  return { pid: express.pid, target: { host, port }, stop: () => express.stop() };
}
