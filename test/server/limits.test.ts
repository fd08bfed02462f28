import { describe, expect, test } from 'vitest';
import { createStreams, limits, memoryLog, type StreamsLimits, type StreamsOptions } from '../../server/stream/index.ts';
import { bearer, rightsOf } from '../contract/rights-support.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, type RawConnection } from '../support/raw-http.ts';
import { closeOf, command, openRawWebSocket } from '../support/raw-websocket.ts';
import { type StreamsServer, startStreams } from '../support/start-streams.ts';

expectNoMistakes();

/** The request that opens a stream, and what the client receives once it is open. A held poll sends nothing. */
const pushes = {
  'long-polling': (cursor: string) => get(`/stream/long-polling?after=${cursor}&event=b&hold=55`),
  sse: () => get('/stream/sse'),
  websocket: () => get('/stream/websocket', handshake),
};
const kinds = Object.keys(pushes) as (keyof typeof pushes)[];

/** Resolves once the server counts the stream. */
async function openStream(at: StreamsServer, kind: keyof typeof pushes): Promise<RawConnection> {
  const before = at.followers();
  const connection = (await openRaw(at)).send(pushes[kind](at.log.window.cursor(at.log.window.head)));
  await eventually(`a stream over ${kind}`, () => at.followers() === before + 1);
  return connection;
}

describe('With a limit on open streams,', () => {
  test.each(kinds)('one more over %s is refused with 503 and Retry-After, and admitted when another has ended', async (kind) => {
    const at = await startStreams({ limits: { streams: 3 } });
    const first = await openStream(at, 'sse');
    await openStream(at, 'websocket');
    await openStream(at, 'long-polling');
    const late = (await openRaw(at)).send(pushes[kind](at.log.window.cursor(0)));
    const refused = await late.response();
    const { detail } = expectProblem(refused, 503, 'unavailable');
    expect(detail).toBe('Expected at most 3 open streams; got one more. Ask again later, or another server.');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(2);
    // A poll that is answered at once does not count, and publishing goes on. One that asks why a stream was refused gets the same answer.
    for (const path of ['/stream/polling', '/stream/polling?for=polling']) expect((await ask(at, path)).status).toBe(200);
    for (const stream of kinds) expect(expectProblem(await ask(at, `/stream/polling?for=${stream}`), 503, 'unavailable').detail).toBe(detail);
    expect((await post(at, '{"event":"a","data":1}')).status).toBe(201);
    first.socket.destroy();
    await eventually('a stream to end', () => at.followers() < 3);
    await openStream(at, kind);
  });

  test('authorize is not called at the limit, and a client is refused if the last place was taken during authorize', async () => {
    const asked: (() => void)[] = [];
    const authorize = () => new Promise<{ read: true; publish: false }>((resolve) => asked.push(() => resolve({ read: true, publish: false })));
    const at = await startStreams({ limits: { streams: 1 }, authorize });
    const [first, second] = [await openRaw(at), await openRaw(at)];
    for (const connection of [first, second]) connection.send(get('/stream/sse'));
    await eventually('two calls of authorize', () => asked.length === 2);
    for (const answer of asked) answer();
    await first.hears('event: hello');
    expectProblem(await second.response(), 503, 'unavailable');
    expectProblem(await ask(at, '/stream/sse'), 503, 'unavailable');
    expect(asked.length).toBe(2);
  });
});

describe('With a limit on open streams of a user,', () => {
  const options = { limits: { streamsPerUser: 2 }, authorize: rightsOf } satisfies Partial<StreamsOptions>;
  const as = (name: string, text: string) => text.replace('\r\n\r\n', `\r\nAuthorization: ${bearer(name).Authorization}\r\n\r\n`);

  test.each(kinds)('one more over %s is refused with 429, and other users are admitted', async (kind) => {
    const at = await startStreams(options);
    const open = async (name: string, how: keyof typeof pushes) => (await openRaw(at)).send(as(name, pushes[how](at.log.window.cursor(0))));
    const first = await open('ann', 'sse');
    await open('ann', 'websocket');
    await eventually('two streams', () => at.followers() === 2);
    const refused = await (await open('ann', kind)).response();
    const { detail } = expectProblem(refused, 429, 'too-many-streams');
    expect(detail).toBe('Expected at most 2 open streams of one user; got one more. Close another first.');
    expect(refused.headers['retry-after']).toMatch(/^[2-8]$/);
    expect((await ask(at, '/stream/polling', { headers: bearer('ann') })).status).toBe(200);
    expect(expectProblem(await ask(at, '/stream/polling?for=sse', { headers: bearer('ann') }), 429, 'too-many-streams').detail).toBe(detail);
    expect((await ask(at, '/stream/polling?for=sse', { headers: bearer('bob') })).status).toBe(200);
    await open('bob', kind);
    await eventually('a stream of another user', () => at.followers() === 3);
    first.socket.destroy();
    await eventually('a stream to end', () => at.followers() === 2);
    await open('ann', kind);
    await eventually('the second again', () => at.followers() === 3);
  });

  test('a browser gets a Close frame with the code to come back later', async () => {
    const at = await startStreams({ ...options, limits: { streamsPerUser: 1 } });
    const open = async (fields: object) => (await openRaw(at)).send(as('ann', get('/stream/websocket', { ...handshake, ...fields })));
    await (await open({})).hears('"type":"hello"');
    const refused = await open({ 'User-Agent': 'Mozilla/5.0' });
    await refused.hears('too-many-streams: Close another first.');
    expect(closeOf(refused).code).toBe(1013);
  });
});

test.each(['pigeon', '', 'sse&for=sse'])('a poll for `%s`, which is no transport, is refused with a reason', async (stream) => {
  const at = await startStreams();
  const { detail } = expectProblem(await ask(at, `/stream/polling?for=${stream}`), 400, 'bad-request');
  expect(detail).toMatch(/^Expected `for` to be polling, long-polling, sse, websocket; got .+\. Leave it out to poll\.$/);
  // The other transports ignore it, as they ignore `hold`.
  expect((await ask(at, `/stream/long-polling?for=${stream}`)).status).toBe(200);
});

test('bodies and messages may be as large as the limit allows', async () => {
  const at = await startStreams({ limits: { messageBytes: 2_000 } });
  const message = (length: number) => JSON.stringify({ event: 'a', data: 'x'.repeat(length) });
  expect((await post(at, message(1_900))).status).toBe(201);
  expect(expectProblem(await post(at, message(2_100)), 413, 'too-large').detail).toContain('at most 2000 bytes');
  expect(expectProblem(await post(at, [message(1_000), ' '.repeat(1_000), ' ']), 413, 'too-large').detail).toContain('at most 2000 bytes');
  const socket = await openRawWebSocket(at);
  socket.send(command({ type: 'publish', event: 'a', data: 'x'.repeat(1_900), ref: 1 }));
  await socket.hears('"ref":1');
  socket.send(command({ type: 'publish', event: 'a', data: 'x'.repeat(2_100), ref: 2 }));
  await socket.isEnded();
  expect(closeOf(socket).code).toBe(1009);
  expect(at.log.window.head).toBe(2);
});

test('the number of unused tickets is limited', async () => {
  const { streams } = await startStreams({ authorize: rightsOf, limits: { tickets: 2 } });
  const ticket = () => streams.ticket({ read: true, publish: false });
  ticket();
  ticket();
  expect(ticket).toThrow(/^Expected at most 2 tickets that wait to be used; got one more\./);
});

test('unfinished messages of all peers may take a sixth of the buffered bytes together: above it, the oldest is cut', async () => {
  const at = await startStreams({ limits: { bufferedBytes: 6 * 65_536 * 4 } });
  const begun = await openRawWebSocket(at);
  // The header of a frame of 200,000 bytes, and most of its payload.
  const frame = (length: number) => Buffer.concat([Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 3, 0x0d, 0x40, 0, 0, 0, 0]), Buffer.alloc(length, 0x20)]);
  begun.send(frame(190_000));
  const second = await openRawWebSocket(at);
  second.send(frame(190_000));
  await begun.isEnded();
  expect(closeOf(begun)).toMatchObject({ code: 1013, reason: 'too many unfinished messages: send them whole' });
  expect(second.ended).toBe(false);
});

const wrong: [limit: keyof StreamsLimits | 'stream', value: unknown, says: RegExp][] = [
  ['streams', 0, /^Expected `streams` of limits of createStreams to be a whole number from 1 to 10000000; got 0\. Leave it out for no limit\.$/],
  ['streams', 1.5, /a whole number/],
  ['streams', '100', /got "100"/],
  ['streamsPerUser', -1, /got -1/],
  ['messageBytes', 1_000, /^Expected `messageBytes` of limits of createStreams to be a whole number from 1024 to 1048576; got 1000\. /],
  ['messageBytes', limits.messageBytes + 1, /got 1048577/],
  ['tickets', Number.NaN, /got NaN/],
  ['bufferedBytes', 1_024, /a whole number from 1048576 to /],
  ['stream', 5, /^Expected the options streams, .* of limits of createStreams; got `stream`\. /],
];

test.each(wrong)('the limit %s of %o is refused', (limit, value, says) => {
  expect(() => createStreams({ log: memoryLog(), limits: { [limit]: value } as StreamsLimits })).toThrow(says);
});

test('invalid limits are refused, and so is a limit per user without `authorize`', () => {
  for (const none of [5, null, [], 'none'])
    expect(() => createStreams({ log: memoryLog(), limits: none as StreamsLimits })).toThrow(
      /^Expected `limits` of createStreams to be an object; got /,
    );
  expect(() => createStreams({ log: memoryLog(), limits: { streamsPerUser: 3 } })).toThrow(
    'Expected the option `authorize` beside `streamsPerUser` of limits of createStreams; got none. It says who somebody is.',
  );
});
