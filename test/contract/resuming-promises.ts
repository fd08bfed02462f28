import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { appendNumbers } from '../support/start-lab.ts';
import { data, flawless, type Ground, range } from './promise-ground.ts';

/** Promises to a reader whose connection was cut, or whose cursor is no longer in the window. */
export function resumingPromises({ platform, transport, start, line }: Ground): void {
  const flush = () => new Promise((resolve) => setImmediate(resolve));

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

  test('reconnects after a server answered 503', async () => {
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

  test('reports a gap after a restart of the server, and then delivers what the new log retains', async () => {
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

  test('reports a gap when the window was trimmed meanwhile, and then delivers what is retained', async () => {
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

  test('reports a gap for a cursor ahead of the log, and goes on from the head', async () => {
    const lab = await start();
    await appendNumbers(lab, 5);
    const stream = await platform.open(lab.url, { transport, after: lab.log.window.cursor(999) });
    await stream.gap();
    await appendNumbers(lab, 1, 'number', 6);
    expect(data(await stream.reach(1))).toEqual([6]);
    expect(stream.gaps).toEqual([{ from: lab.log.window.cursor(999), to: lab.log.window.cursor(5), reason: 'ahead' }]);
  });

  test('still reports the gap when it is cut off between hello and gap', async () => {
    const lab = await start({ window: 10 });
    await appendNumbers(lab, 40);
    const relay = await line(lab.port);
    relay.cutBefore = transport === 'sse' ? 'event: gap' : '"gap"';
    const stream = await platform.open(relay.url, { transport, after: lab.log.window.cursor(3) });
    expect(data(await stream.reach(10))).toEqual(range(31, 40));
    expect(relay.cutBefore).toBeUndefined();
    expect(stream.gaps).toEqual([{ from: lab.log.window.cursor(3), to: lab.log.window.cursor(30), reason: 'expired' }]);
  });

  test('moves the cursor of a reader of rare events, so that it stays within the window', async () => {
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

  test('continues after an answer that was cut by its limit', async () => {
    const lab = await start();
    const big = 'x'.repeat(60_000);
    await appendNumbers(lab, 2_500);
    for (let count = 0; count < 30; count += 1) await lab.log.append([{ event: 'big', data: big }]);
    const stream = await platform.open(lab.url, { transport, after: 'earliest' });
    // The page sends each notification to the test separately, which on a busy machine means a hundred a second.
    const got = await stream.reach(2_530, 50_000);
    expect(data(got.slice(0, 2_500))).toEqual(range(1, 2_500));
    expect(got.slice(2_500).every((notification) => notification.data === big)).toBe(true);
    expect(await stream.ledger()).toMatchObject({ received: 2_530, ...flawless });
  });
}

const seqOf = (cursor: string | undefined) => Number(cursor?.split('-')[1] ?? 0);
