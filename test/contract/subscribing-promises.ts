import { expect, test } from 'vitest';
import type { Subject } from '../support/platform.ts';
import { data, type Ground, range } from './promise-ground.ts';

/** Promises to a reader who changes its subscriptions. */
export function subscribingPromises({ platform, transport, start }: Ground): void {
  const flush = () => new Promise((resolve) => setImmediate(resolve));

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

  test('reads a new event from the head at that moment, and the earlier events up to there', async () => {
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
    // Polling would ask again only after its interval, which is long here.
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

  test('refuses the 101st subscription, and keeps the filter and the connection', async () => {
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
}

const of = (stream: Subject, event: string) =>
  stream.notifications.filter((notification) => notification.event === event).map((n) => n.data as number);
