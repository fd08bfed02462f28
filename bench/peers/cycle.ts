import { cursorOf } from '../measures/lab-answers.ts';
import type { BareHttpHandlers } from '../processes/bare-http-main.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { processorTime } from '../processes/process-usage.ts';
import type { AskersReading } from './askers.ts';
import { get } from './greetings.ts';
import { peerNamed } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeerStage } from './stage.ts';

export const cycleFloor = 'bare node:http exchange';
export const cycleArms = [cycleFloor, 'lab long-polling cycle'] as const;

/** Milliseconds between two waves of questions, or two publishes that answer all held ones. */
const interval = 60;

const questionAfter = (cursor: string): string => `/stream/long-polling?after=${cursor}&hold=55`;

/** A poll that is answered and held again, beside a plain exchange of as many connections in the same rhythm. */
export const readCycle = (stage: PeerStage, arm: (typeof cycleArms)[number]): Promise<Reading['values']> =>
  arm === cycleFloor ? readExchange(stage) : readHeld(stage);

async function readExchange(stage: PeerStage): Promise<Reading['values']> {
  const { readers, seconds } = stage.settings;
  const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
  try {
    const body = `{"cursor":"peer00-1","notifications":[${'x'.repeat(220)}]}`;
    const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(body.length)];
    const target = { host: '127.0.0.1', port: await bare.call('answer', { status: 200, fields, body }) };
    const order = { target, count: readers, request: get(target, questionAfter('peer00-1')), cursor: '', again: false };
    return await stage.asking(order, async (askers) => {
      await askers.call('waves', { count: 20, interval: interval / 2 });
      const waves = Math.ceil((seconds * 1_000) / interval);
      const [before, cpu] = [await askers.call('reading'), processorTime(bare.pid)];
      await askers.call('waves', { count: waves, interval });
      await askers.call('until', { answers: before.answers + waves * readers, wait: 10_000 });
      const used = processorTime(bare.pid) - cpu;
      return perCycle(used, before, await askers.call('reading'));
    });
  } finally {
    await bare.stop();
  }
}

function readHeld(stage: PeerStage): Promise<Reading['values']> {
  const { readers, seconds } = stage.settings;
  return stage.with(peerNamed('lab sse'), async (staged) => {
    const { target } = staged;
    const bursts = Math.ceil((seconds * 1_000) / interval);
    await staged.stretch({ burst: 1, bursts: 200, interval: 2 }, 0);
    const alone = await staged.stretch({ burst: 1, bursts, interval }, 0);
    const order = { target, count: readers, request: get(target, questionAfter('{cursor}')), cursor: await cursorOf(target), again: true };
    return stage.asking(order, async (askers) => {
      await askers.call('wave');
      await staged.publish({ burst: 1, bursts: 20, interval: interval / 2 });
      await askers.call('until', { answers: 20 * readers, wait: 5_000 });
      const [before, cpu] = [await askers.call('reading'), staged.cpu];
      const published = await staged.publish({ burst: 1, bursts, interval });
      await askers.call('until', { answers: before.answers + published * readers, wait: 5_000 });
      const used = staged.cpu - cpu - alone.cpu;
      return perCycle(used, before, await askers.call('reading'));
    });
  });
}

/** @param used microseconds of the server's processor time */
function perCycle(used: number, before: AskersReading, after: AskersReading): Reading['values'] {
  const cycles = after.answers - before.answers;
  return { 'µs/cycle': used / cycles, cycles };
}
