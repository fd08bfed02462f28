import { setTimeout as delay } from 'node:timers/promises';
import type { BareHttpHandlers } from '../processes/bare-http-main.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { observed } from '../stage/observed.ts';
import { longPollingPeer } from './push-peers.ts';
import type { Reading } from './reading.ts';
import { pollInterval as interval, type PeerStage } from './stage.ts';

export const cycleFloor = 'bare node:http exchange';
export const cycleArms = [cycleFloor, 'lab long-polling cycle'] as const;

/** Waves before anything is measured. */
const warmUp = 20;

/** Long polls that are answered and held again, beside plain exchanges over as many connections in the same rhythm. */
export const readCycle = (stage: PeerStage, arm: (typeof cycleArms)[number]): Promise<Reading['values']> =>
  arm === cycleFloor ? readExchange(stage) : readHeld(stage);

async function readExchange(stage: PeerStage): Promise<Reading['values']> {
  const { readers, seconds } = stage.settings;
  const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
  try {
    const body = `{"cursor":"peer00-1","notifications":[${'x'.repeat(220)}]}`;
    const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(body.length)];
    const target = { host: '127.0.0.1', port: await bare.call('answer', { status: 200, fields, body }) };
    const spoken = { dialect: 'same-again', path: '/stream/long-polling?after=peer00-1&hold=55' };
    const order = { arm: 'polling', target, spoken, count: readers, together: true } as const;
    return await stage.asking(order, async (generator) => {
      await generator.call('start', monotonic());
      await delay(warmUp * interval);
      const { cpu, answers } = await observed(generator, bare.pid, () => delay(seconds * 1_000));
      return { 'µs/cycle': cpu / answers, cycles: answers };
    });
  } finally {
    await bare.stop();
  }
}

function readHeld(stage: PeerStage): Promise<Reading['values']> {
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
