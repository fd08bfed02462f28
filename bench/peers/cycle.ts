import type { Remote } from '../../server/lab/processes/channel.ts';
import type { BareHttpHandlers } from '../processes/bare-http-main.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { AskersHandlers } from './askers-main.ts';
import type { Peer } from './peer.ts';
import { processorTime } from './processor-time.ts';
import { peerNamed } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { PeerStage } from './stage.ts';

export const cycleFloor = 'bare node:http exchange';
export const cycleArms = [cycleFloor, 'lab long-polling cycle'] as const;

/** Milliseconds between two waves of questions, or two publishes that answer all parked ones. */
const interval = 60;
const table = 'long-polling';
const host = '127.0.0.1';

/** A poll that is answered and parked again, beside a plain exchange of as many connections in the same rhythm. */
export const readCycle = (
  stage: PeerStage,
  askers: Remote<AskersHandlers>,
  arm: string,
  settings: Settings,
  flags: readonly string[],
): Promise<Reading> => (arm === cycleFloor ? readExchange(askers, settings) : readParked(stage, askers, settings, flags));

async function readExchange(askers: Remote<AskersHandlers>, { readers, seconds }: Settings): Promise<Reading> {
  const bare = forkProcess<BareHttpHandlers>('bare-http-main', 'bare node:http server');
  try {
    const body = `{"cursor":"peer00-1","notifications":[${'x'.repeat(220)}]}`;
    const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(body.length)];
    const port = await bare.call('answer', { status: 200, fields, body });
    const request = `GET /stream/long-polling?after=peer00-1&hold=55 HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`;
    await askers.call('open', { target: { host, port }, count: readers, request, cursor: '', again: false, pipelined: 1 });
    await askers.call('waves', { count: 20, interval: interval / 2 });
    const waves = Math.ceil((seconds * 1_000) / interval);
    const [before, cpu] = [await askers.call('reading'), processorTime(bare.pid)];
    await askers.call('waves', { count: waves, interval });
    await askers.call('until', { answers: before.answers + waves * readers, wait: 10_000 });
    const used = processorTime(bare.pid) - cpu;
    const after = await askers.call('reading');
    return { table, arm: cycleFloor, values: { 'µs/cycle': used / (after.answers - before.answers), cycles: after.answers - before.answers } };
  } finally {
    await askers.call('close').catch(() => {});
    await bare.stop();
  }
}

function readParked(stage: PeerStage, askers: Remote<AskersHandlers>, settings: Settings, flags: readonly string[]): Promise<Reading> {
  const { readers, seconds, payload } = settings;
  const lab: Peer = peerNamed('lab sse');
  return stage.with(lab, flags, async (running) => {
    const bursts = Math.ceil((seconds * 1_000) / interval);
    await stage.stretch(lab, running, { burst: 1, bursts: 200, interval: 2, payload }, 0);
    const alone = await stage.stretch(lab, running, { burst: 1, bursts, interval, payload }, 0);
    const { cursor } = (await (await fetch(`http://${host}:${running.target.port}/stream/polling`)).json()) as { cursor: string };
    const request = `GET /stream/long-polling?after={cursor}&hold=55 HTTP/1.1\r\nHost: ${host}:${running.target.port}\r\n\r\n`;
    await askers.call('open', { target: running.target, count: readers, request, cursor, again: true, pipelined: 1 });
    await askers.call('wave');
    await stage.publish(lab, running, { burst: 1, bursts: 20, interval: interval / 2, payload });
    await askers.call('until', { answers: 20 * readers, wait: 5_000 });
    const [before, cpu] = [await askers.call('reading'), processorTime(running.pid)];
    const published = await stage.publish(lab, running, { burst: 1, bursts, interval, payload });
    await askers.call('until', { answers: before.answers + published * readers, wait: 5_000 });
    const used = processorTime(running.pid) - cpu - alone.cpu;
    const after = await askers.call('reading');
    await askers.call('close');
    const cycles = after.answers - before.answers;
    return { table, arm: cycleArms[1], values: { 'µs/cycle': used / cycles, cycles } };
  });
}
