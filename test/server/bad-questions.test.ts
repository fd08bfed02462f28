import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { handshake } from '../support/raw-http.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const manyEvents = (count: number) => Array.from({ length: count }, (_, index) => `event=e${index}`).join('&');

/** A query string, and the code of the refusal. */
const refused: readonly (readonly [query: string, code: string])[] = [
  ['after=', 'bad-cursor'],
  ['after', 'bad-cursor'],
  ['after=nonsense', 'bad-cursor'],
  ['after=abc-', 'bad-cursor'],
  ['after=-1', 'bad-cursor'],
  ['after=e--1', 'bad-cursor'],
  ['after=e-1.5', 'bad-cursor'],
  ['after=e-01', 'bad-cursor'],
  ['after=e-1e3', 'bad-cursor'],
  ['after=e-+1', 'bad-cursor'],
  ['after=E-1', 'bad-cursor'],
  ['after=e-1%00', 'bad-cursor'],
  ['after=e-1%0A', 'bad-cursor'],
  ['after=%FF-1', 'bad-cursor'],
  ['after=e-9007199254740992', 'bad-cursor'],
  [`after=e-${'9'.repeat(5_000)}`, 'bad-cursor'],
  [`after=${'e'.repeat(33)}-1`, 'bad-cursor'],
  ['after=Earliest', 'bad-cursor'],
  ['after=e-1&after=e-1', 'bad-cursor'],
  ['after=now&after=now', 'bad-cursor'],
  [manyEvents(101), 'bad-filter'],
  ['event=', 'bad-filter'],
  ['event', 'bad-filter'],
  [`event=${'e'.repeat(65)}`, 'bad-filter'],
  [`event=${encodeURIComponent('😀'.repeat(65))}`, 'bad-filter'],
  ['event=a%00b', 'bad-filter'],
  ['event=a%0Ab', 'bad-filter'],
  ['event=a%7Fb', 'bad-filter'],
  ['event=a%C2%85b', 'bad-filter'],
  ['event=good&event=', 'bad-filter'],
  ['broadcasts=yes', 'bad-filter'],
  ['broadcasts=', 'bad-filter'],
  ['broadcasts=only&broadcasts=only', 'bad-filter'],
  ['broadcasts=only&event=a', 'bad-filter'],
];

/** Refused by long-polling only. */
const badHolds = ['0', '0.99', '56', '55.01', 'abc', '-1', '1e1', '0x10', 'Infinity', '+5', '', '5&hold=5'].map((hold) => `hold=${hold}`);

const taken = [
  manyEvents(100),
  `event=${'e'.repeat(64)}`,
  `event=${encodeURIComponent('😀'.repeat(64))}`,
  'event=a&event=a',
  'broadcasts=only',
  'hold=1&after=earliest',
  'hold=55.0',
  'unknown=parameter&%&=&&',
];

describe.each(transportNames)('%s', (transport) => {
  const headers = transport === 'websocket' ? handshake : {};

  test('refuses every invalid request, and goes on', async () => {
    const lab = await startTestLab();
    for (const [query, code] of refused) {
      expectProblem(await ask(lab, `/stream/${transport}?${query}`, { headers }), 400, code);
    }
    expect(lab.followers()).toBe(0);
    await expectService(lab);
  });
});

test('a request at the limits is accepted', async () => {
  const lab = await startTestLab();
  for (const query of taken) expect((await ask(lab, `/stream/polling?${query}`)).status).toBe(200);
});

test('an invalid hold is refused by long-polling, and ignored by the other transports', async () => {
  const lab = await startTestLab();
  for (const query of badHolds) {
    expectProblem(await ask(lab, `/stream/long-polling?${query}`), 400, 'bad-hold');
    expectProblem(await ask(lab, `/stream/long-polling?after=now&${query}`), 400, 'bad-hold');
    expect((await ask(lab, `/stream/polling?${query}`)).status).toBe(200);
  }
  expect(lab.followers()).toBe(0);
  const leaving = new AbortController();
  const stream = await fetch(`${lab.url}/stream/sse?hold=abc`, { signal: leaving.signal });
  expect(stream.status).toBe(200);
  leaving.abort();
  const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/stream/websocket?hold=abc`);
  expect(JSON.parse(String((await once(socket, 'message'))[0]))).toMatchObject({ type: 'hello' });
  socket.terminate();
  await expectService(lab);
});

test('the refusal of a hold quotes the value as the client sent it', async () => {
  const lab = await startTestLab();
  const problem = expectProblem(await ask(lab, '/stream/long-polling?hold=abc'), 400, 'bad-hold');
  expect(problem.detail).toBe('Expected `hold` to be 1 to 55 seconds; got "abc". Leave it out for 25.');
});

test('a Last-Event-ID that is not a cursor is refused, even beside a valid `after`', async () => {
  const lab = await startTestLab();
  for (const id of ['', ' ', 'nonsense', 'e--1', 'e-9007199254740992', 'e-1, e-2', 'é-1', 'x'.repeat(10_000)]) {
    expectProblem(await ask(lab, '/stream/sse?after=earliest', { headers: { 'Last-Event-ID': id } }), 400, 'bad-cursor');
  }
  const twice = ['Host', 'localhost', 'Last-Event-ID', 'e-1', 'Last-Event-ID', 'e-1'];
  expectProblem(await ask(lab, '/stream/sse', { headers: twice }), 400, 'bad-cursor');
  expect(lab.followers()).toBe(0);
  await expectService(lab);
});

test.each([
  ['of another log', () => 'other-3', 'epoch', 'earliest'],
  ['of another log, with the largest number', () => 'other-9007199254740991', 'epoch', 'earliest'],
  ['beyond the head', (epoch: string) => `${epoch}-6`, 'ahead', 'head'],
  ['far beyond the head', (epoch: string) => `${epoch}-9007199254740991`, 'ahead', 'head'],
])('a cursor %s is answered with a gap, not refused', async (_name, cursorIn, reason, to) => {
  const lab = await startTestLab();
  await appendNumbers(lab, 5);
  const from = cursorIn(lab.log.window.epoch);
  for (const transport of ['polling', 'long-polling']) {
    const reply = await ask(lab, `/stream/${transport}?after=${from}`);
    const goesOn = lab.log.window.cursor(to === 'head' ? 5 : 0);
    expect(JSON.parse(reply.body)).toMatchObject({ gap: { from, to: goesOn, reason } });
    expect(JSON.parse(reply.body).notifications).toHaveLength(to === 'head' ? 0 : 5);
  }
});
