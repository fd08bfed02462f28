import { describe, expect, test } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import type { Notification, TransportName } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import type { Platform, Subject } from '../support/platform.ts';
import { type Relay, startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const data = (notifications: readonly Notification[]) => notifications.map((notification) => notification.data);
const flawless = { missing: 0, doubled: 0, reordered: 0 };

/** A server with the streams on it: a lab, or somebody else's. */
export type Served = Pick<Lab, 'url' | 'port' | 'log' | 'followers' | 'close'>;

/** What is promised on every transport, wherever the client runs. A transport that is added has to keep it. @param line leads to the server on this port, and can be broken */
export function transportContract(
  platform: Platform,
  transport: TransportName,
  start: (options?: { readonly window?: number }) => Promise<Served> = startTestLab,
  line: (port: number) => Promise<Relay> = startRelay,
): void {
  const flush = () => new Promise((resolve) => setImmediate(resolve));

  describe(`${transport} in ${platform.name}`, () => {
    test('says hello first, then every notification once and in order', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport });
      await stream.hello();
      await appendNumbers(lab, 250);
      expect(data(await stream.reach(250))).toEqual(range(1, 250));
      expect(stream.records.find(({ type }) => type !== 'state')?.type).toBe('hello');
      expect(await stream.ledger()).toMatchObject({ received: 250, gaps: 0, ...flawless });
    });

    test('starts right behind the cursor that it is given', async () => {
      const lab = await start();
      await appendNumbers(lab, 10);
      const stream = await platform.open(lab.url, { transport, after: lab.log.window.cursor(7) });
      expect(data(await stream.reach(3))).toEqual([8, 9, 10]);
      expect(stream.hellos[0]?.cursor).toBe(lab.log.window.cursor(7));
    });

    test('starts with everything retained after "earliest", and with nothing of it without a cursor', async () => {
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

    test('passes only the events that were asked for, and every broadcast', async () => {
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

    test('passes broadcasts alone when no event is asked for', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: [] });
      await stream.hello();
      await lab.log.append([
        { event: 'a', data: 1 },
        { event: 'a', data: 2, broadcast: true },
      ]);
      expect(data(await stream.reach(1))).toEqual([2]);
    });

    test('goes on after a cut without losing or doubling anything', async () => {
      const lab = await start();
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      for (let cuts = 0; cuts < 3; cuts += 1) {
        await appendNumbers(lab, 50, 'number', cuts * 100 + 1);
        await stream.reach(cuts * 100 + 50);
        relay.cut();
        await appendNumbers(lab, 50, 'number', cuts * 100 + 51);
        await stream.reach(cuts * 100 + 100);
      }
      expect(data(stream.notifications)).toEqual(range(1, 300));
      expect(await stream.ledger()).toMatchObject({ received: 300, gaps: 0, ...flawless });
    });

    test('resumes from its hello when it is cut off before the first notification', async () => {
      const lab = await start();
      await appendNumbers(lab, 5);
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      relay.refuse = 'reset';
      relay.cut();
      await appendNumbers(lab, 3, 'number', 6);
      relay.refuse = 'nothing';
      expect(data(await stream.reach(3))).toEqual([6, 7, 8]);
      expect(await stream.ledger()).toMatchObject({ gaps: 0, ...flawless });
    });

    test('comes back after a server that answered 503', async () => {
      const lab = await start();
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      relay.refuse = '503';
      relay.cut();
      await stream.until('an error', () => stream.of('error').length > 0);
      await appendNumbers(lab, 4);
      relay.refuse = 'nothing';
      expect(data(await stream.reach(4))).toEqual([1, 2, 3, 4]);
    });

    test('tells a gap when the server started anew, and then what that one retains', async () => {
      const [first, second] = [await start(), await start()];
      const relay = await line(first.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      await appendNumbers(first, 3);
      await stream.reach(3);
      await appendNumbers(second, 2, 'number', 101);
      relay.target = second.port;
      await first.close();
      relay.cut();
      expect(data(await stream.reach(5))).toEqual([1, 2, 3, 101, 102]);
      expect(stream.gaps).toEqual([{ from: first.log.window.cursor(3), to: second.log.window.cursor(0), reason: 'epoch' }]);
    });

    test('tells a gap when the window was trimmed meanwhile, and then what is retained', async () => {
      const lab = await start({ window: 10 });
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      await appendNumbers(lab, 5);
      await stream.reach(5);
      relay.refuse = 'reset';
      relay.cut();
      await appendNumbers(lab, 30, 'number', 6);
      relay.refuse = 'nothing';
      expect(data(await stream.reach(15))).toEqual([...range(1, 5), ...range(26, 35)]);
      expect(stream.gaps).toEqual([{ from: lab.log.window.cursor(5), to: lab.log.window.cursor(25), reason: 'expired' }]);
      expect(await stream.ledger()).toMatchObject({ gaps: 1, ...flawless });
    });

    test('tells a gap for a cursor ahead of the log, and goes on from the head', async () => {
      const lab = await start();
      await appendNumbers(lab, 5);
      const stream = await platform.open(lab.url, { transport, after: lab.log.window.cursor(999) });
      await stream.gap();
      await appendNumbers(lab, 1, 'number', 6);
      expect(data(await stream.reach(1))).toEqual([6]);
      expect(stream.gaps).toEqual([{ from: lab.log.window.cursor(999), to: lab.log.window.cursor(5), reason: 'ahead' }]);
    });

    test('still tells the gap when it is cut off between hello and gap', async () => {
      const lab = await start({ window: 10 });
      await appendNumbers(lab, 40);
      const relay = await line(lab.port);
      relay.cutBefore = transport === 'sse' ? 'event: gap' : '"gap"';
      const stream = await platform.open(relay.url, { transport, after: lab.log.window.cursor(3) });
      expect(data(await stream.reach(10))).toEqual(range(31, 40));
      expect(relay.cutBefore).toBeUndefined();
      expect(stream.gaps).toEqual([{ from: lab.log.window.cursor(3), to: lab.log.window.cursor(30), reason: 'expired' }]);
    });

    test('keeps a reader of rare events within the window', async () => {
      const lab = await start({ window: 100 });
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport, events: ['rare'] });
      await stream.hello();
      for (let step = 1; step <= 20; step += 1) {
        for (let part = 0; part < 6; part += 1) {
          await appendNumbers(lab, 5, 'noise');
          await flush();
        }
        await eventually(`the cursor to follow to within 60 of ${step * 30}`, async () => seqOf(await stream.cursor()) >= step * 30 - 60);
      }
      relay.cut();
      await appendNumbers(lab, 1, 'rare');
      expect(data(await stream.reach(1))).toEqual([1]);
      expect(stream.gaps).toEqual([]);
    });

    test('continues an answer that was cut by its limit', async () => {
      const lab = await start();
      const big = 'x'.repeat(60_000);
      await appendNumbers(lab, 2_500);
      for (let count = 0; count < 30; count += 1) await lab.log.append([{ event: 'big', data: big }]);
      const stream = await platform.open(lab.url, { transport, after: 'earliest' });
      // Each one goes from the page to here by itself: on a busy machine that is a hundred a second.
      const got = await stream.reach(2_530, 50_000);
      expect(data(got.slice(0, 2_500))).toEqual(range(1, 2_500));
      expect(got.slice(2_500).every((notification) => notification.data === big)).toBe(true);
      expect(await stream.ledger()).toMatchObject({ received: 2_530, ...flawless });
    });

    test('loses and doubles nothing when it subscribes and unsubscribes in mid-stream', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: ['a'] });
      await stream.hello();
      let published = 0;
      const publish = async (count: number) => {
        for (let index = 0; index < count; index += 1) {
          published += 1;
          await lab.log.append([
            { event: 'a', data: published },
            { event: 'b', data: published },
          ]);
          if (index % 3 === 0) await flush();
        }
      };
      const spans: { from: number; to: number }[] = [];
      for (let round = 0; round < 5; round += 1) {
        const running = publish(40);
        await stream.call('subscribe', 'b');
        const from = published + 1;
        await running;
        await publish(20);
        await stream.until(`b number ${published}`, () => of(stream, 'b').includes(published));
        spans.push({ from, to: published });
        const rest = publish(40);
        await stream.call('unsubscribe', 'b');
        await rest;
      }
      await stream.until(`a number ${published}`, () => of(stream, 'a').includes(published));
      expect(of(stream, 'a')).toEqual(range(1, published));
      const got = of(stream, 'b');
      expect(got).toEqual([...new Set(got)].sort((one, other) => one - other));
      for (const { from, to } of spans) expect(got.filter((number) => number >= from && number <= to)).toEqual(range(from, to));
      expect(await stream.ledger()).toMatchObject({ doubled: 0, reordered: 0, gaps: 0 });
    });

    test('reads what is subscribed to from where the log stands then, and the filter of before up to there', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: ['a'], interval: 60_000 });
      await stream.hello();
      await lab.log.append([
        { event: 'a', data: 'before' },
        { event: 'b', data: 'before' },
        { event: 'c', data: 'before', broadcast: true },
      ]);
      await stream.call('subscribe', 'b');
      await lab.log.append([
        { event: 'b', data: 'after' },
        { event: 'a', data: 'after' },
      ]);
      await stream.reach(2);
      // Polling asks again after its interval, which is long here.
      if (transport === 'polling') await stream.call('reconnect');
      expect((await stream.reach(4)).map(({ event, data }) => `${event} ${data}`)).toEqual(['a before', 'c before', 'b after', 'a after']);
      expect(await stream.ledger()).toMatchObject({ received: 4, doubled: 0, reordered: 0, gaps: 0 });
    });

    test('reads nothing of the past when it subscribes to its first event', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: [] });
      await stream.hello();
      await lab.log.append([{ event: 'e', data: 1 }]);
      await stream.call('subscribe', 'e');
      await lab.log.append([{ event: 'e', data: 2 }]);
      expect(data(await stream.reach(1))).toEqual([2]);
    });

    test('refuses the 101st subscription, and keeps the filter and the line', async () => {
      const lab = await start();
      const events = Array.from({ length: 100 }, (_, index) => `e${index}`);
      const stream = await platform.open(lab.url, { transport, events });
      await stream.hello();
      await expect(stream.call('subscribe', 'e100')).rejects.toThrow('Expected at most 100 events; got 101.');
      await stream.call('subscribe', 'e99');
      await stream.call('reconnect');
      await lab.log.append([
        { event: 'e100', data: 1 },
        { event: 'e5', data: 2 },
      ]);
      expect(data(await stream.reach(1))).toEqual([2]);
    });

    test('is silent after close, and closing twice is harmless', async () => {
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

    test('publishes and broadcasts, and learns the id of what was stored', async () => {
      const lab = await start();
      const stream = await platform.open(lab.url, { transport, events: ['mine'] });
      await stream.hello();
      await stream.state('open');
      expect(await stream.call('publish', 'mine', { n: 1 })).toMatchObject({ id: lab.log.window.cursor(1) });
      expect(await stream.call('broadcast', 'theirs', 2)).toMatchObject({ id: lab.log.window.cursor(2) });
      expect(data(await stream.reach(2))).toEqual([{ n: 1 }, 2]);
      await expect(stream.call('publish', '', 1)).rejects.toThrow(/Expected `event`/);
    });

    test('stores once what is published twice: by a browser that repeats a request by itself, and with the same key', async () => {
      const lab = await startTestLab();
      const relay = await line(lab.port);
      const stream = await platform.open(relay.url, { transport });
      await stream.hello();
      await stream.state('open');
      // The next one goes over the same connection, and is carried out before its answer is lost.
      await stream.call('publish', 'e', 1);
      relay.cutBefore = transport === 'websocket' ? '"ack"' : 'HTTP/1.1 201';
      const again = await stream.call('publish', 'e', 2).catch((error: Error) => error.message);
      if (typeof again === 'string') expect(again).toMatch(/not known to be stored/);
      else expect(again).toEqual({ id: lab.log.window.cursor(2) });
      expect([relay.cutBefore, lab.log.window.head]).toEqual([undefined, 2]);

      await eventually('the line to be back', async () => (await stream.cursor()) === lab.log.window.cursor(2));
      const publish = () => stream.call('publish', 'e', 3, 'a-key-of-the-caller').catch((error: Error) => error.message);
      relay.cutBefore = transport === 'websocket' ? '"ack"' : 'HTTP/1.1 201';
      await publish();
      await eventually('the same id', async () => {
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

const of = (stream: Subject, event: string) =>
  stream.notifications.filter((notification) => notification.event === event).map((n) => n.data as number);
const seqOf = (cursor: string | undefined) => Number(cursor?.split('-')[1] ?? 0);
