import { describe, expect, test } from 'vitest';
import type { StreamError, StreamEvents } from '../../client/stream/index.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { startGuarded } from '../support/guarded-streams.ts';
import type { Platform } from '../support/platform.ts';

/** Promises of a client whose server requires rights, on every transport and wherever the client runs. */
export function clientRights(platform: Platform, transport: TransportName): void {
  const native = !transport.endsWith('polling');
  const data = (subject: { readonly notifications: readonly { readonly data: unknown }[] }) => subject.notifications.map((one) => one.data);

  describe(`${transport} in ${platform.name}, with rights`, () => {
    test('sends a header where it can and a ticket where it cannot, requested again each time', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, at.asked);
      await stream.hello();
      await at.log.append(['a', 'c', 'b'].map((event) => ({ event, data: event })));
      await stream.reach(2);
      await stream.call('reconnect');
      await stream.hello(2);
      expect(data(stream)).toEqual(['a', 'b']);
      if (native) expect(at.given).toEqual({ headers: 0, tickets: 2 });
      else expect([at.given.headers > 2, at.given.tickets]).toEqual([true, 0]);
    });

    test('publishes what it may, and is refused with a reason otherwise', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, at.asked);
      await stream.hello();
      await stream.state('open');
      expect(await stream.call('publish', 'a', 1)).toEqual({ id: at.log.window.cursor(1) });
      await expect(stream.call('publish', 'b', 1)).rejects.toThrow(/^Expected an event that you may publish; got "b"\. /);
      await expect(stream.call('broadcast', 'a', 1)).rejects.toThrow(/got a broadcast/);
      expect(at.log.window.head).toBe(1);
    });

    test('requests new rights when they end in mid-stream, and goes on at its cursor: nothing lost, nothing doubled', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, at.asked);
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
      // Each poll gets a new header, so only one that was under way when the rights ended is refused.
      else for (const error of stream.of('error')) expect(error).toMatchObject(ended);
    });

    test('closes with an error that has a code when it is refused again, instead of asking forever', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, at.asked);
      await stream.hello();
      at.lockOut();
      const { headers, tickets } = at.given;
      at.expire();
      await stream.state('closed');
      expect(stream.of('error').at(-1)).toMatchObject({ code: 'unauthorized', final: true, transport });
      expect(stream.records.at(-1)).toMatchObject({ type: 'state', detail: { state: 'closed' } });
      // Polls: one for the refused poll and one for the retry. Streams: one for the retry and one for the request that finds out why it failed.
      expect(at.given.headers - headers + (at.given.tickets - tickets)).toBeLessThanOrEqual(2);
    });

    test('closes at once, with the reason, if the first request is refused', async () => {
      const at = await startGuarded();
      at.lockOut();
      const stream = await platform.open(at.url, { transport }, at.asked);
      await stream.state('closed');
      expect(stream.of('error')).toMatchObject([{ code: 'unauthorized', final: true, attempt: 1 }]);
    });

    test('closes after a forbidden event, because asking again would not help', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport, events: ['a', 'c'] }, at.asked);
      await stream.state('closed');
      expect(stream.of('error')).toMatchObject([{ code: 'forbidden', final: true, remedy: 'Leave it out, or ask with other rights.' }]);
    });

    test('says that a limit is reached, and waits as long as the server asks', async () => {
      const at = await startGuarded({ streamsPerUser: 1 });
      const options = { transport, retry: { first: 1, longest: 1 } };
      const first = await platform.open(at.url, options, at.asked);
      await first.hello();
      if (transport !== 'polling') await eventually('a stream that counts', () => at.followers() === 1);
      const second = await platform.open(at.url, options, at.asked);
      // A poll that is answered at once is no open stream.
      if (transport === 'polling') return second.hello();
      const waits = () => second.of<StreamEvents['state']>('state').filter(({ retryIn }) => retryIn !== undefined);
      await second.until('a wait', () => waits().length > 0);
      const [error] = second.of<StreamError>('error');
      expect(error).toMatchObject({ code: 'too-many-streams', status: 429, final: false, transport, remedy: 'Close another first.' });
      expect(waits()[0]?.retryIn).toBeGreaterThanOrEqual(1_000 * Number(error?.retryAfter));
    });

    test('a subscription to a forbidden event is refused, and the stream goes on with the filter of before', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport, events: ['a'], interval: 100 }, at.asked);
      await stream.hello();
      await stream.state('open');
      await expect(stream.call('subscribe', 'c')).rejects.toThrow(/^Expected an event that you may read; got "c"\. /);
      await stream.call('subscribe', 'b');
      await at.log.append(['c', 'a', 'b'].map((event) => ({ event, data: event })));
      await stream.reach(2);
      expect(data(stream)).toEqual(['a', 'b']);
      expect(stream.of('error')).toEqual([]);
    });

    test('reads and publishes with tickets alone, a new one for each request', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport }, { ticket: at.asked.ticket });
      await stream.hello();
      await stream.state('open');
      await stream.call('publish', 'a', 1);
      at.expire();
      // A publish over a connection that is about to end would not be known to be stored.
      if (native) await stream.hello(2);
      await stream.call('publish', 'a', 2);
      await stream.reach(2);
      expect(data(stream)).toEqual([1, 2]);
      expect([at.given.headers, at.given.tickets > 1]).toEqual([0, true]);
    });

    test('falls back to a transport that can send headers, if the app gives nothing else', async () => {
      const at = await startGuarded();
      const stream = await platform.open(at.url, { transport: [transport, 'long-polling'] }, { headers: at.asked.headers });
      await stream.hello();
      await at.log.append([{ event: 'a', data: 1 }]);
      await stream.reach(1);
      expect(stream.of<{ transport: string }>('state').at(-1)?.transport).toBe(native ? 'long-polling' : transport);
      if (!native) return;
      const alone = await platform.open(at.url, { transport }, { headers: at.asked.headers });
      await alone.state('closed');
      expect(alone.of('error')).toMatchObject([{ code: 'unauthorized', final: true }]);
    });
  });
}
