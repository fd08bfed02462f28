import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Admission } from '../../server/stream/guard/admission.ts';
import { everybody } from '../../server/stream/guard/grant.ts';
import { Tickets } from '../../server/stream/guard/tickets.ts';
import { type Authorize, memoryLog, PeerError, type Rights, transportNames } from '../../server/stream/index.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { bearer, read, rightsOf } from '../contract/rights-support.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { get, openRaw, rawPublish } from '../support/raw-http.ts';
import { command } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';

const all: Rights = { read: true, publish: true };

/** Somebody who takes his time: each question waits until a test answers it. */
function slowly() {
  const asked: { request: IncomingMessage; answer: (rights: Rights) => void; refuse: (error: unknown) => void }[] = [];
  let heard = () => {};
  const authorize: Authorize = (request) =>
    new Promise((answer, refuse) => {
      asked.push({ request, answer, refuse });
      heard();
    });
  /** Resolves with the question of this number, counted from 1. */
  const question = async (number: number) => {
    while (asked.length < number) await new Promise<void>((resolve) => (heard = resolve));
    const found = asked[number - 1];
    if (!found) throw new Error(`Expected question ${number}; got ${asked.length}.`);
    return found;
  };
  return { authorize, question, asked };
}

test('without authorize a reader is served in the same turn, and no promise is made', () => {
  const admission = new Admission({ log: memoryLog(), publish: true, requireOpen() {}, limits: {}, followers: () => 0 });
  const serve = vi.fn();
  expect(admission.reader({} as IncomingMessage, 'polling', { after: { epoch: 'abc', seq: 7 }, events: undefined }, serve)).toBeUndefined();
  expect(serve).toHaveBeenCalledWith(Filter.all, everybody);
  expect(admission.publisher({} as IncomingMessage)).toBe(everybody);
});

test.each(transportNames)('a peer that goes away while authorize thinks costs nothing, over %s', async (transport) => {
  for (const leave of ['reset', 'halfClose'] as const) {
    const { authorize, question } = slowly();
    const onError = vi.fn();
    const at = await startStreams({ authorize, onError });
    const connected = once(at.server, 'connection') as Promise<[Socket]>;
    const connection = await read(at, transport, 'after=now');
    const [socket] = await connected;
    const { answer } = await question(1);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    connection[leave]();
    await gone;
    answer(all);
    await new Promise((resolve) => setImmediate(resolve));
    expect([at.followers(), onError.mock.calls]).toEqual([0, []]);
    expect(connection.received).toBe('');
  }
});

test('a publisher that goes away while authorize thinks stores nothing', async () => {
  const { authorize, question } = slowly();
  const at = await startStreams({ authorize });
  const connected = once(at.server, 'connection') as Promise<[Socket]>;
  const connection = (await openRaw(at)).send(rawPublish('a'));
  const [socket] = await connected;
  const { answer } = await question(1);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  connection.reset();
  await gone;
  answer(all);
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.log.window.head).toBe(0);
});

test('pipelined requests are asked about and answered in their order', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const connection = (await openRaw(at)).send(get('/stream/polling?event=first') + rawPublish('second') + get('/stream/polling?after=earliest'));
  (await question(1)).answer(all);
  await connection.response(1);
  expect(at.log.window.head).toBe(0);
  (await question(2)).answer(all);
  await connection.response(2);
  (await question(3)).refuse(new PeerError('forbidden', 'Expected somebody else; got you. Leave.'));
  await connection.response(3);
  expect([connection.responses.map(({ status }) => status), asked.length]).toEqual([[200, 201, 403], 3]);
});

test('what is pipelined behind an event stream is not carried out, before or after it is granted', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const connection = (await openRaw(at)).send(get('/stream/sse') + rawPublish('behind'));
  const { answer } = await question(1);
  connection.send(rawPublish('behind'));
  answer(all);
  await connection.hears('event: hello');
  connection.send(rawPublish('behind'));
  await at.log.append([{ event: 'a', data: 'end' }]);
  await connection.hears('"end"');
  expect([at.log.window.head, asked.length]).toEqual([1, 1]);
});

test('what a client sends before its handshake is answered is not lost', async () => {
  const { authorize, question } = slowly();
  const at = await startStreams({ authorize });
  const connection = await read(at, 'websocket', '');
  const { request, answer } = await question(1);
  const heard = once(request.socket, 'data');
  connection.send(command({ type: 'publish', event: 'a', data: 1, ref: 'early' }));
  await heard;
  answer(all);
  await connection.hears('{"type":"ack","ref":"early"');
});

test('whoever is granted when the streams are closed already is told so', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const waiting = await Promise.all(transportNames.map((transport) => read(at, transport, '')));
  await question(waiting.length);
  await at.streams.close();
  for (const { answer } of asked) answer(all);
  for (const connection of waiting) expectProblem(await connection.response(), 503, 'unavailable');
  expect(at.followers()).toBe(0);
});

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
  ['says nothing', () => undefined, /^Expected an object \{ read, publish \} in the rights of authorize; got nothing\.$/],
  ['says nothing later', async () => undefined, /got nothing\.$/],
  ['forgets who may read', () => ({ publish: true }), /^Expected `read` to be true or an array of events in the rights of authorize; got nothing\.$/],
  ['says false for read', () => ({ read: false, publish: true }), /`read` .*; got false\.$/],
  ['has what is no event', () => ({ read: ['a', ''], publish: true }), /got an array with another value in it\.$/],
  ['forgets who may publish', () => ({ read: true }), /^Expected `publish` to be true, false or an array of events /],
  ['has a number for who', () => ({ ...all, who: 7 }), /`who` to be a string .*; got 7\.$/],
  ['has a Date for until', () => ({ ...all, until: new Date() }), /`until` to be milliseconds since 1970 .*; got a Date\.$/],
  ['has NaN for until', () => ({ ...all, until: Number.NaN }), /`until` .*; got NaN\.$/],
  ['has a slip', () => ({ ...all, broadcast: false }), /^Expected who, read, .* in the rights of authorize; got `broadcast`\. /],
];

const mistake = {
  title: 'Internal Server Error',
  status: 500,
  code: 'internal',
  detail: 'The server made a mistake. It is logged there; try again later.',
};

test.each(mistakes)('an authorize that %s lets nobody in, and is a mistake of ours', async (_name, authorize, says) => {
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

test('tickets are bounded in number and time, and what cannot be one is refused', async () => {
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
  // Where nobody asks for rights it is a parameter of another name.
  expect((await ask(open, '/stream/polling?ticket=x')).status).toBe(200);
});

test('a stream that waits for its turn ends with its rights like one that has begun', async () => {
  const at = await startStreams({ authorize: (request) => ({ ...rightsOf(request), who: 'ann' }) });
  const connection = (await openRaw(at)).send(
    get('/stream/long-polling?after=now&hold=55', bearer('ann')) + get('/stream/sse', { ...bearer('root') }),
  );
  await eventually('the poll to be held', () => at.followers() === 1);
  expect(at.streams.revoke('ann')).toBe(2);
  await connection.isEnded();
  expect(connection.received).toMatch(/event: hello[\s\S]*event: end\ndata: .+\n\n\r\n0\r\n\r\n$/);
});
