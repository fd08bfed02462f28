import { askOnce, cursorOf } from '../measures/lab-answers.ts';
import type { Fields } from '../model/index.ts';
import { startBareHttp } from '../processes/bare-http.ts';
import type { BareAnswer } from '../processes/bare-http-main.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { Publisher } from '../processes/publisher.ts';
import { keysOf } from '../result/keys.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { dataOf, type Measure, ofArms, readersOf, type Table } from './measure.ts';
import { longPollingPeer, type RunningPeer, runningIn, startLabPeer, startNode } from './peers.ts';
import type { Reading, Values } from './result.ts';
import type { ExpressHandlers } from './servers/express-main.ts';
import { pollInterval as interval, type PeerStage } from './stage.ts';

/** More connections would not answer more requests, only wait longer. */
const connections = 20;
const loop = `${connections} connections in a closed loop`;

/** Connections that each ask again once answered. @param fields of each request besides Host */
async function askInLoop(stage: PeerStage, asked: Pick<RunningPeer, 'pid' | 'target'>, path: string, fields: Fields = []): Promise<Values> {
  const order = { arm: 'long-polling', spoken: { dialect: 'same-again', path, fields }, count: connections, warmUp: 700 } as const;
  const { cpu, answers, bytes, milliseconds, refused } = await stage.asking(asked, order);
  return { 'answers/s': (1_000 * answers) / milliseconds, 'µs/answer': cpu / answers, 'bytes/answer': bytes / answers, refused };
}

/** Servers that answer the same request with the same bytes as the lab. */
const starts = {
  'bare node:http': (answer) => startBareHttp(answer),
  'lab polling': async (_answer, lab) => ({ ...lab, stop: async () => {} }),
  'plain Express': async ({ body }) => {
    const express = forkProcess<ExpressHandlers>('../peers/servers/express-main', 'Express');
    await express.call('answer', body);
    return runningIn(express);
  },
} as const satisfies Readonly<Record<string, (answer: BareAnswer, lab: RunningPeer) => Promise<Pick<RunningPeer, 'pid' | 'target' | 'stop'>>>>;

export const pullArms = keysOf(starts);

/** In the answer that has some. */
const notifications = 20;

/** All three arms in one round, each on a fresh server, in random order. The lab runs first, to get the answers. */
async function readPulls(stage: PeerStage, round: number): Promise<Reading[]> {
  const { seed, payload } = stage.settings;
  const lab = await startLabPeer(stage.flags);
  const found: Reading[] = [];
  try {
    const samples = await sampleLab(lab, payload);
    for (const arm of shuffled(pullArms, seededRandom(seed + round))) {
      for (const [table, { path, answer }] of Object.entries(samples)) {
        const asked = await starts[arm](answer, lab);
        found.push({ table, arm, values: await askInLoop(stage, asked, path).finally(() => asked.stop()) });
      }
    }
  } finally {
    await lab.stop();
  }
  return found;
}

/** The lab's answers by table: nothing new, and a body that many clients request. */
async function sampleLab({ target }: RunningPeer, payload: number) {
  const publisher = await Publisher.connect(target);
  const { last } = await publisher.publish({ start: monotonic(), times: Array.from({ length: notifications }, () => 0), payload });
  publisher.close();
  const ask = (cursor: string) => askOnce(target, `/stream/polling?after=${cursor}`);
  return { 'poll empty': await ask(last), 'poll with notifications': await ask(`${last.split('-', 1)[0]}-0`) };
}

const pulled: Omit<Table, 'name' | 'about'> = {
  ratio: { of: 'answers/s', floor: 'bare node:http', better: 'more' },
  conditions: (settings) => `${loop} · ${dataOf(settings)}`,
};

export const pull: Measure = {
  tables: [
    { ...pulled, name: 'poll empty', about: 'a 204 to everybody' },
    { ...pulled, name: 'poll with notifications', about: `the same body of ${notifications} notifications to everybody` },
  ],
  turns: () => [{ arm: 'polls', read: readPulls }],
};

/** Without authorize, twice: the difference of the two is noise. */
const [unasked, unaskedTwin] = ['no authorize', 'no authorize (again)'] as const;
export const authorizeArms = [unasked, unaskedTwin, 'authorize, at once', 'authorize, a promise'] as const;

/** Polls that bring nothing new. They are the cheapest request, so the cost of `authorize` shows most. A stream calls it only once. */
export const authorize = ofArms({
  name: 'authorize',
  about: 'processor time of a poll that brings nothing new, with attach on Express; a stream is asked about once',
  ratio: { of: 'µs/answer', floor: unasked, twin: unaskedTwin, better: 'less' },
  conditions: () => `${loop} · nothing published`,
  arms: authorizeArms,

  async read(stage, arm) {
    const server = await startNode('attached', arm, [arm], stage.flags);
    const fields: Fields = [['Authorization', 'Bearer token']];
    const asking = cursorOf(server.target).then((cursor) => askInLoop(stage, server, `/stream/polling?after=${cursor}`, fields));
    return asking.finally(() => server.stop());
  },
});

/** Waves before anything is measured. */
const warmUp = 20;

/** Plain exchanges over as many connections as there are readers, in the same rhythm. */
async function readExchange(stage: PeerStage): Promise<Values> {
  const body = `{"cursor":"peer00-1","notifications":[${'x'.repeat(220)}]}`;
  const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(body.length)];
  const bare = await startBareHttp({ status: 200, fields, body });
  const spoken = { dialect: 'same-again', path: '/stream/long-polling?after=peer00-1&hold=55' };
  const order = { arm: 'polling', spoken, count: stage.settings.readers, together: true, warmUp: warmUp * interval } as const;
  const { cpu, answers } = await stage.asking(bare, order).finally(() => bare.stop());
  return { 'µs/cycle': cpu / answers, cycles: answers };
}

/** Long polls that are answered and held again. */
function readHeld(stage: PeerStage): Promise<Values> {
  const { readers, seconds } = stage.settings;
  return stage.with(longPollingPeer, async (staged) => {
    const bursts = Math.ceil((seconds * 1_000) / interval);
    await staged.stretch({ burst: 1, bursts: 200, interval: 2 }, 0);
    const alone = await staged.stretch({ burst: 1, bursts, interval }, 0);
    await staged.stage.connect(readers);
    await staged.stretch({ burst: 1, bursts: warmUp, interval: interval / 2 }, readers);
    const { cpu, answers } = await staged.stretch({ burst: 1, bursts, interval }, readers);
    return { 'µs/cycle': (cpu - alone.cpu) / answers, cycles: answers };
  });
}

const exchange = 'bare node:http exchange';
export const cycleArms = [exchange, 'lab long-polling cycle'] as const;

export const cycle = ofArms({
  name: 'long-polling',
  about: 'publish, answered, held again; publishing subtracted',
  ratio: { of: 'µs/cycle', floor: exchange, better: 'less' },
  conditions: (settings) => `${readersOf(settings.readers)} · ${dataOf(settings)}`,
  arms: cycleArms,
  read: (stage, arm) => (arm === exchange ? readExchange(stage) : readHeld(stage)),
});
