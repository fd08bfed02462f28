import { expect, test } from 'vitest';
import { Tickets } from '../../server/stream/guard/tickets.ts';
import { type Authorize, PeerError, type Rights, transportNames } from '../../server/stream/index.ts';
import { read, rightsOf } from '../contract/rights-support.ts';
import { ask, post } from '../support/ask.ts';
import { startStreams } from '../support/start-streams.ts';

const all: Rights = { read: true, publish: true };

const mistakes: [name: string, authorize: (...values: never[]) => unknown, says: RegExp][] = [
  [
    'throws',
    () => {
      throw new Error('Mine.');
    },
    /^Mine\.$/,
  ],
  [
    'rejects',
    async () => {
      throw new Error('Mine.');
    },
    /^Mine\.$/,
  ],
  ['returns nothing', () => undefined, /^Expected an object \{ read, publish \} in the rights of authorize; got nothing\.$/],
  ['resolves to nothing', async () => undefined, /got nothing\.$/],
  ['omits `read`', () => ({ publish: true }), /^Expected `read` to be true or an array of events in the rights of authorize; got nothing\.$/],
  ['returns false for `read`', () => ({ read: false, publish: true }), /`read` .*; got false\.$/],
  ['returns an invalid event', () => ({ read: ['a', ''], publish: true }), /got an array with another value in it\.$/],
  ['omits `publish`', () => ({ read: true }), /^Expected `publish` to be true, false or an array of events /],
  ['returns a number for `who`', () => ({ ...all, who: 7 }), /`who` to be a string .*; got 7\.$/],
  ['returns a Date for `until`', () => ({ ...all, until: new Date() }), /`until` to be milliseconds since 1970 .*; got a Date\.$/],
  ['returns NaN for `until`', () => ({ ...all, until: Number.NaN }), /`until` .*; got NaN\.$/],
  ['returns an unknown field', () => ({ ...all, broadcast: false }), /^Expected who, read, .* in the rights of authorize; got `broadcast`\. /],
];

const mistake = {
  title: 'Internal Server Error',
  status: 500,
  code: 'internal',
  detail: 'The server made a mistake. It is logged there; try again later.',
};

test.each(mistakes)('an authorize that %s admits no reader, and is reported as an error of the server', async (_name, authorize, says) => {
  const told: unknown[] = [];
  const at = await startStreams({ authorize: authorize as Authorize, onError: (error) => told.push(error) });
  for (const transport of transportNames) {
    const reply = await (await read(at, transport, '')).response();
    expect([reply.status, JSON.parse(reply.body)]).toEqual([500, mistake]);
  }
  const published = await post(at, '{"event":"a","data":1}');
  expect([published.status, JSON.parse(published.body)]).toEqual([500, mistake]);
  expect(told).toHaveLength(5);
  for (const error of told) expect((error as Error).message).toMatch(says);
});

test('tickets are limited in number and time, and values that cannot be a ticket are refused', async () => {
  let now = 0;
  const tickets = new Tickets(2, () => now);
  const [first, second] = [tickets.give(all, 10), tickets.give({ ...all, who: 'ann' }, 20)];
  expect(() => tickets.give(all, 10)).toThrow(/^Expected at most 2 tickets that wait to be used; got one more\./);
  now = 10;
  expect(() => tickets.use(first)).toThrow(/is too old/);
  const third = tickets.give(all, 10);
  expect(tickets.size).toBe(2);
  tickets.revoke('ann');
  expect(() => tickets.use(second)).toThrow(PeerError);
  expect(tickets.use(third)).toBe(all);
  expect(tickets.size).toBe(0);

  const at = await startStreams({ authorize: rightsOf });
  for (const lifetime of [0, Number.NaN, 2 ** 31])
    expect(() => at.streams.ticket(all, { lifetime })).toThrow(/^Expected `lifetime` of ticket to be a number from 1 to /);
  expect(() => at.streams.ticket({ read: true } as Rights)).toThrow(/^Expected `publish` .* in the rights of ticket; /);
  const open = await startStreams();
  expect(() => open.streams.ticket(all)).toThrow(/^Expected streams with the option `authorize`/);
  // Without `authorize` it is an unknown parameter.
  expect((await ask(open, '/stream/polling?ticket=x')).status).toBe(200);
});
