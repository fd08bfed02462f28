import { describe, expect, test } from 'vitest';
import type { TransportName } from '../../server/stream/protocol.ts';
import { startGuarded } from '../support/guarded-streams.ts';
import type { Platform } from '../support/platform.ts';

const both = { headers: '/headers', ticket: '/ticket' };

/** What is promised of a client where the server asks for rights, on every transport and wherever it runs. */
export function clientRights(platform: Platform, transport: TransportName): void {
  const native = !transport.endsWith('polling');
  const data = (subject: { readonly notifications: readonly { readonly data: unknown }[] }) => subject.notifications.map((one) => one.data);

  describe(`${transport} in ${platform.name}, where rights are asked for`, () => {
    test('presents a header where it can and a ticket where it cannot, each asked for anew', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, both);
      await stream.hello();
      await at.log.append(['a', 'c', 'b'].map((event) => ({ event, data: event })));
      await stream.reach(2);
      await stream.call('reconnect');
      await stream.hello(2);
      expect(data(stream)).toEqual(['a', 'b']);
      if (native) expect(at.given).toEqual({ headers: 0, tickets: 2 });
      else expect([at.given.headers > 2, at.given.tickets]).toEqual([true, 0]);
    });

    test('publishes what it may, and learns what it may not', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, both);
      await stream.hello();
      await stream.state('open');
      expect(await stream.call('publish', 'a', 1)).toEqual({ id: at.log.window.cursor(1) });
      await expect(stream.call('publish', 'b', 1)).rejects.toThrow(/^Expected an event that you may publish; got "b"\. /);
      await expect(stream.call('broadcast', 'a', 1)).rejects.toThrow(/got a broadcast/);
      expect(at.log.window.head).toBe(1);
    });

    test('asks for new rights when they end in mid-stream, and goes on at its cursor: nothing lost, nothing twice', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, both);
      await stream.hello();
      for (let round = 0; round < 3; round += 1) {
        await at.log.append([{ event: 'a', data: 4 * round + 1 }]);
        await at.log.append([{ event: 'b', data: 4 * round + 2 }]);
        at.expire();
        await at.log.append([{ event: 'a', data: 4 * round + 3 }]);
        await at.log.append([{ event: 'c', data: 'for others' }]);
        await at.log.append([{ event: 'b', data: 4 * round + 4 }]);
        await stream.reach(4 * round + 4);
      }
      expect(data(stream)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      expect(await stream.ledger()).toMatchObject({ received: 12, doubled: 0, reordered: 0, gaps: 0 });
      const ended = { code: 'unauthorized', transport, url: `${at.url}/stream/${transport}` };
      if (native) expect(stream.of('error')).toMatchObject([ended, ended, ended]);
      // A poll is asked for its header anew each time; only one that was on its way when the rights ended is refused.
      else for (const error of stream.of('error')) expect(error).toMatchObject(ended);
    });

    test('closes with a named error when it is refused again, instead of asking on and on', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, both);
      await stream.hello();
      at.lockOut();
      const { headers, tickets } = at.given;
      at.expire();
      await stream.state('closed');
      expect(stream.of('error').at(-1)).toMatchObject({ code: 'unauthorized', final: true, transport });
      expect(stream.records.at(-1)).toMatchObject({ type: 'state', detail: { state: 'closed' } });
      // For a poll that is refused and the attempt to come back; for that attempt and the question why it failed, where the line had ended.
      expect(at.given.headers - headers + (at.given.tickets - tickets)).toBeLessThanOrEqual(2);
    });

    test('is not let in at first: closes at once, with the reason', async () => {
      const at = await startGuarded();
      at.lockOut();
      const stream = await platform.open(at.url, { transport }, both);
      await stream.state('closed');
      expect(stream.of('error')).toMatchObject([{ code: 'unauthorized', final: true, attempt: 1 }]);
    });

    test('a forbidden event closes it, because asking again changes nothing', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport, events: ['a', 'c'] }, both);
      await stream.state('closed');
      expect(stream.of('error')).toMatchObject([{ code: 'forbidden', final: true, remedy: 'Leave it out, or ask with other rights.' }]);
    });

    test('a subscription to a forbidden event is refused, and the stream goes on with the filter of before', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport, events: ['a'], interval: 100 }, both);
      await stream.hello();
      await stream.state('open');
      await expect(stream.call('subscribe', 'c')).rejects.toThrow(/^Expected an event that you may read; got "c"\. /);
      await stream.call('subscribe', 'b');
      await at.log.append(['c', 'a', 'b'].map((event) => ({ event, data: event })));
      await stream.reach(2);
      expect(data(stream)).toEqual(['a', 'b']);
      expect(stream.of('error')).toEqual([]);
    });

    test('reads and publishes with tickets alone, a new one for each question', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, { ticket: '/ticket' });
      await stream.hello();
      await stream.state('open');
      await stream.call('publish', 'a', 1);
      at.expire();
      // What is published over a line that is just ending is not known to be stored.
      if (native) await stream.hello(2);
      await stream.call('publish', 'a', 2);
      await stream.reach(2);
      expect(data(stream)).toEqual([1, 2]);
      expect([at.given.headers, at.given.tickets > 1]).toEqual([0, true]);
    });

    test('with headers alone, is left for a transport that can send them', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport: [transport, 'long-polling'] }, { headers: '/headers' });
      await stream.hello();
      await at.log.append([{ event: 'a', data: 1 }]);
      await stream.reach(1);
      expect(stream.of<{ transport: string }>('state').at(-1)?.transport).toBe(native ? 'long-polling' : transport);
      if (!native) return;
      const alone = await platform.open(at.url, { transport }, { headers: '/headers' });
      await alone.state('closed');
      expect(alone.of('error')).toMatchObject([{ code: 'unauthorized', final: true }]);
    });
  });
}
