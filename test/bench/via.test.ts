import { expect, it, onTestFinished } from 'vitest';
import type { Target } from '../../bench/arms/index.ts';
import { authority } from '../../bench/arms/requests.ts';
import { openLines } from '../../bench/fronts/lines.ts';
import { stageFront } from '../../bench/fronts/staged-front.ts';
import { readWay } from '../../bench/measures/via-bytes.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { drain, settled } from '../../bench/processes/drain.ts';
import type { GeneratorReading } from '../../bench/processes/generator-messages.ts';
import { Load } from '../../bench/processes/load.ts';
import { readingOf } from '../../bench/processes/load-readings.ts';
import { type ViaName, viaNames, vias } from '../../bench/result/vias.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { patience } from '../support/patience.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { within } from '../support/within.ts';

const clients = 2;
const hold = 5;

/** For each path: a lab with the real proxy in front of it. */
async function openWay(name: ViaName): Promise<{ readonly target: Target; readonly lab: Lab }> {
  const lab = await startTestLab();
  const direct = { host: '127.0.0.1', port: lab.port, way: {} };
  const { front: program } = vias[name];
  if (!program) return { target: direct, lab };
  const front = await stageFront(program, direct);
  onTestFinished(() => front.close());
  return { target: front.target, lab };
}

const overStreams = (target: Target, name: ViaName, arm: TransportName): Target => {
  const { http2, tunnels } = vias[name];
  return { ...target, way: { ...target.way, http2: http2 && (arm !== 'websocket' || tunnels) } };
};

/** Reads once nothing is in flight: window updates arrive after the data that they belong to. */
async function quiet(load: Load): Promise<GeneratorReading> {
  await within('the end of all transfers', settled(load));
  return readingOf(load);
}

/** Lets two clients read ten notifications. @returns the counts from the third notification on, and those of all */
async function follow(arm: TransportName, target: Target, lab: Lab) {
  const load = new Load();
  const head = lab.log.window.head;
  const opened = await load.open({ arm, target, count: clients, pollInterval: 40, hold, head: '', seed: 1, deadline: patience });
  expect(opened).toMatchObject({ ready: clients, troubles: [] });
  const publish = async (count: number) => {
    for (let each = 0; each < count; each += 1) {
      for (const client of load.clients) client.start(monotonic());
      await appendNumbers(lab, 1);
      expect(await drain(load, { seq: lab.log.window.head, wait: patience })).toBeUndefined();
    }
  };
  await publish(2);
  const before = await quiet(load);
  await publish(8);
  const after = await quiet(load);
  for (const client of load.clients) client.stop();
  return { before, after, published: lab.log.window.head - head };
}

it.each(viaNames)(
  '%s: every transport delivers everything once and in order, and takes the bytes that the model predicts',
  { timeout: 2 * patience },
  async (name) => {
    const { target, lab } = await openWay(name);
    for (const arm of transportNames) {
      const own = overStreams(target, name, arm);
      const { before, after, published } = await follow(arm, own, lab);
      expect(after, arm).toMatchObject({ delivered: clients * published, doubled: 0, reordered: 0, gaps: 0, lost: 0 });
      const { measured, predicted } = readWay({
        contender: { arm, twin: false },
        conditions: { clients, rate: 0, payload: 0, rtt: 0, schedule: 'periodic', ...(arm === 'long-polling' && { hold }) },
        heartbeat: 15_000,
        before: { clients: before },
        after: { clients: after },
        target: own,
        authority: authority(own),
      });
      expect(measured, arm).toEqual(predicted);
      expect(measured.total, arm).toBeGreaterThan(0);
      expect(measured.tls > 0, arm).toBe(own.way?.tls !== undefined);
      expect(measured.http2 > 0, arm).toBe(own.way?.http2 === true);
    }
    const lines = await openLines(overStreams(target, name, 'sse'), { streams: 20, connections: 6, patience });
    expect(lines).toEqual(vias[name].http2 ? { open: 20, waiting: 0 } : { open: 6, waiting: 14 });
  },
);
