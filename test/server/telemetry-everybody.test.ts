import { describe, expect, it } from 'vitest';
import { Batch } from '../../server/lab/apparatus/telemetry/batch.ts';
import type { TraceRecord } from '../../server/lab/apparatus/telemetry/messages.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { ask, Onlooker } from './telemetry-support.ts';

expectNoMistakes();

describe('What every page receives', () => {
  it('begins with a welcome that contains the state of the lab', async () => {
    const lab = await startTestLab({ heartbeat: 7, window: 123 });
    const { welcome } = await Onlooker.at(lab);
    const bots = { polling: 0, 'long-polling': 0, sse: 0, websocket: 0 };
    const state = {
      class: { lead: null, muted: false, hidden: [], ballot: null },
      epoch: lab.log.window.epoch,
      weather: null,
      faults: [],
      schedule: null,
      bots,
      heartbeat: 7_000,
      stall: 30_000,
      window: 123,
      botPollInterval: 2_000,
      botRetry: { retry: 'jitter', first: 500 },
    };
    expect(welcome).toEqual({ type: 'welcome', may: 'control', state });
  });

  it('has the time, with the value that the page sent', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    const before = performance.timeOrigin + performance.now();
    await onlooker.tell({ type: 'clock', sent: 17.25 });
    const [answer] = onlooker.all('clock');
    expect(answer?.sent).toBe(17.25);
    expect(answer?.at).toBeGreaterThanOrEqual(before);
    expect(answer?.at).toBeLessThanOrEqual(performance.timeOrigin + performance.now());
  });

  it('has the load every second, with sockets and readers', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    const client = ask(lab, 'sse');
    await client.until('hello', () => client.text.includes('hello'));
    await onlooker.until('a load', () => onlooker.all('load').some(({ load }) => load.followers === 1));
    const { load } = onlooker.all('load').at(-1) ?? {};
    expect(load).toMatchObject({ sockets: 2, followers: 1, buffered: 0 });
    for (const value of [load?.cpu, load?.rss, load?.at]) expect(value).toBeGreaterThan(0);
    expect(load?.utilisation).toBeLessThanOrEqual(1);
    expect(load?.loopDelayP99).toBeGreaterThanOrEqual(0);
  });

  it('has every published notification, with its scheduled time', async () => {
    const lab = await startTestLab();
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    await lab.log.append([
      { event: 'a', data: { at: 5, text: '"at":6' }, at: 1234.5 },
      { event: 'b', data: null, at: 1235, broadcast: true },
    ]);
    await onlooker.until('both', () => onlooker.of('published').length === 2);
    const id = (seq: number) => lab.log.window.cursor(seq);
    expect(onlooker.of('published')).toEqual([
      { kind: 'published', at: 1234.5, id: id(1), event: 'a', bytes: expect.any(Number) },
      {
        kind: 'published',
        at: 1235,
        id: id(2),
        event: 'b',
        bytes: Buffer.byteLength(`{"id":"${id(2)}","event":"b","data":null,"at":1235,"broadcast":true}`),
      },
    ]);
  });
});

describe('A batch', () => {
  const bytes = { headers: 0, framing: 1, payload: 10 };
  const wrote = (exchange: number, seq: number): TraceRecord => ({
    ...{ kind: 'wrote', at: seq, exchange, bytes, notifications: 1, first: seq, last: seq, buffered: seq },
  });

  it('of too many records merges the writes to the same stream, and counts the records that it leaves out', () => {
    const batch = new Batch();
    for (let seq = 1; seq <= 3_000; seq += 1) {
      batch.add({ kind: 'published', at: seq, id: `a-${seq}`, event: 'a', bytes: 20 });
      batch.add(wrote(1, seq));
    }
    batch.add(wrote(2, 9));
    batch.add({ kind: 'ended', at: 1, exchange: 1 });
    const { records = [], left } = batch.take() ?? {};
    expect(records).toHaveLength(2_002);
    expect(left).toBe(2_000);
    const last = records.findLast((record) => record.kind === 'wrote' && record.exchange === 1);
    expect(last).toEqual({
      ...wrote(1, 1_000),
      bytes: { headers: 0, framing: 2_001, payload: 20_010 },
      notifications: 2_001,
      last: 3_000,
      buffered: 3_000,
    });
    expect(batch.take()).toBeUndefined();
  });

  it('never grows beyond twice its size', () => {
    const batch = new Batch();
    for (let count = 0; count < 10_000; count += 1) {
      batch.add({ kind: 'ended', at: 1, exchange: count });
      batch.add(wrote(count, 1));
    }
    const { records = [], left = 0 } = batch.take() ?? {};
    expect(records.length).toBe(4_000);
    expect(records.length + left).toBe(20_000);
  });
});
