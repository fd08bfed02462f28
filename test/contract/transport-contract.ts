import { describe, expect, test } from 'vitest';
import type { TransportName } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import type { Platform } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { data, flawless, type Ground, range } from './promise-ground.ts';
import { resumingPromises } from './resuming-promises.ts';
import { subscribingPromises } from './subscribing-promises.ts';

export type { Served } from './promise-ground.ts';

/** The promises of every transport, wherever the client runs. A new transport has to keep them. */
export function transportContract(
  platform: Platform,
  transport: TransportName,
  start: Ground['start'] = startTestLab,
  line: Ground['line'] = startRelay,
): void {
  const ground = { platform, transport, start, line };

  describe(`${transport} in ${platform.name}`, () => {
    resumingPromises(ground);
    subscribingPromises(ground);

    test('says hello first, then every notification once and in order', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport });
      await stream.hello();
      await appendNumbers(lab, 250);
      expect(data(await stream.reach(250))).toEqual(range(1, 250));
      expect(stream.records.find(({ type }) => type !== 'state')?.type).toBe('hello');
      expect(await stream.ledger()).toMatchObject({ received: 250, gaps: 0, ...flawless });
    });

    test('starts directly after the cursor that it is given', async () => {
      const lab = await start();
      await appendNumbers(lab, 10);
      const stream = await platform.open(lab.url, { transport, after: lab.log.window.cursor(7) });
      expect(data(await stream.reach(3))).toEqual([8, 9, 10]);
      expect(stream.hellos[0]?.cursor).toBe(lab.log.window.cursor(7));
    });

    test('starts with everything retained after "earliest", and with nothing retained without a cursor', async () => {
      const lab = await start();
      await appendNumbers(lab, 20);
      const [all, none] = [await platform.open(lab.url, { transport, after: 'earliest' }), await platform.open(lab.url, { transport })];
      await none.hello();
      await appendNumbers(lab, 1, 'number', 21);
      expect(data(await all.reach(21))).toEqual(range(1, 21));
      expect(data(await none.reach(1))).toEqual([21]);
      expect(all.hellos[0]?.cursor).toBe(lab.log.window.cursor(0));
      expect(none.hellos[0]?.cursor).toBe(lab.log.window.cursor(20));
    });

    test('passes only the requested events, and every broadcast', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: ['a', 'b,c'], after: 'now' });
      await stream.hello();
      await lab.log.append([
        { event: 'a', data: 1 },
        { event: 'b', data: 2 },
        { event: 'b,c', data: 3 },
        { event: 'other', data: 4, broadcast: true },
        { event: 'c', data: 5 },
        { event: 'a', data: 6 },
      ]);
      const got = await stream.reach(4);
      expect(data(got)).toEqual([1, 3, 4, 6]);
      expect(got[2]?.broadcast).toBe(true);
      expect(await stream.ledger()).toMatchObject({ received: 4, doubled: 0, missing: null });
    });

    test('passes only broadcasts when no event is requested', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: [] });
      await stream.hello();
      await lab.log.append([
        { event: 'a', data: 1 },
        { event: 'a', data: 2, broadcast: true },
      ]);
      expect(data(await stream.reach(1))).toEqual([2]);
    });

    test('delivers nothing after close, and may be closed twice', async () => {
      const lab = await start();
      const [stream, witness] = [await platform.open(lab.url, { transport }), await platform.open(lab.url, { transport })];
      await Promise.all([stream.hello(), witness.hello()]);
      await appendNumbers(lab, 2);
      await Promise.all([stream.reach(2), witness.reach(2)]);
      await stream.call('close');
      await stream.call('close');
      await appendNumbers(lab, 50);
      await witness.reach(52);
      expect(stream.notifications).toHaveLength(2);
      expect(stream.records.at(-1)).toMatchObject({ type: 'state', detail: { state: 'closed' } });
      await witness.call('close');
      await eventually('both readers to be gone from the server', () => lab.followers() === 0);
    });

    test('carries unicode, line breaks and 64 KiB unchanged, and other JSON by value', async () => {
      const lab = await start();
      const values = [
        'Grüße, 世界, 🙂🏳️‍🌈, \u2028\u2029, \u0000\u001f, \ufeff',
        'one\ntwo\r\nthree\rdata: four\n\nid: 5\nevent: gap\n\n',
        'é'.repeat(32_767),
        'y'.repeat(65_534),
        { nested: [1, 2.5e-7, -0.5, true, null, { '': [] }], '"quoted"': '\\' },
        [],
        null,
        0,
        '',
      ];
      const stream = await platform.open(lab.url, { transport });
      await stream.hello();
      for (const value of values) await lab.log.append([{ event: 'ünïcode 🙂', data: value }]);
      const got = await stream.reach(values.length);
      expect(data(got)).toEqual(values);
      expect(got.every(({ event }) => event === 'ünïcode 🙂')).toBe(true);
    });

    test('publishes and broadcasts, and gets the id of what was stored', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: ['mine'] });
      await stream.hello();
      await stream.state('open');
      expect(await stream.call('publish', 'mine', { n: 1 })).toMatchObject({ id: lab.log.window.cursor(1) });
      expect(await stream.call('broadcast', 'theirs', 2)).toMatchObject({ id: lab.log.window.cursor(2) });
      expect(data(await stream.reach(2))).toEqual([{ n: 1 }, 2]);
      await expect(stream.call('publish', '', 1)).rejects.toThrow(/Expected `event`/);
    });

    test('stores a notification once that is published twice: by a browser that repeats a request by itself, or with the same key', async () => {
      const lab = await startTestLab();
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      await stream.state('open');
      // The second publish uses the same connection, and is stored before its answer is lost.
      await stream.call('publish', 'e', 1);
      relay.cutBefore = transport === 'websocket' ? '"ack"' : 'HTTP/1.1 201';
      const again = await stream.call('publish', 'e', 2).catch((error: Error) => error.message);
      if (typeof again === 'string') expect(again).toMatch(/not known to be stored/);
      else expect(again).toEqual({ id: lab.log.window.cursor(2) });
      expect([relay.cutBefore, lab.log.window.head]).toEqual([undefined, 2]);

      await eventually('the stream to be back', async () => (await stream.cursor()) === lab.log.window.cursor(2));
      const publish = () => stream.call('publish', 'e', 3, 'a-key-of-the-caller').catch((error: Error) => error.message);
      relay.cutBefore = transport === 'websocket' ? '"ack"' : 'HTTP/1.1 201';
      await publish();
      await eventually('an answer with the same id', async () => {
        const receipt = await publish();
        return typeof receipt === 'object' && JSON.stringify(receipt) === JSON.stringify({ id: lab.log.window.cursor(3) });
      });
      await expect(stream.call('publish', 'e', 4, 'a-key-of-the-caller')).rejects.toThrow(
        /Expected the message that the key "a-key-of-the-caller" belongs to/,
      );
      await lab.log.append([{ event: 'e', data: 'last' }]);
      expect(data(await stream.reach(4))).toEqual([1, 2, 3, 'last']);
      expect(await stream.ledger()).toMatchObject({ received: 4, gaps: 0, ...flawless });
    });
  });
}
