import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Lab } from '../../server/lab/lab.ts';
import { startLab } from '../../server/lab/lab.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { almostMessage } from '../fuzz/arbitraries.ts';
import { anyText } from '../support/any-text.ts';
import { ask, expectService, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawPublish, rawRequest } from '../support/raw-http.ts';
import { command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { labConfig } from '../support/start-lab.ts';

expectNoMistakes();

/** Always the same runs; another seed gives others. */
const runs = { seed: 20_251_121, numRuns: 300 };

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(labConfig());
});
afterAll(() => lab.close());

const words = fc.constantFrom(
  ...['GET ', 'POST ', '/stream/', 'polling', 'sse', 'websocket', '/publish', ' HTTP/1.1', '\r\n', '\r\n\r\n', '\n', '\0'],
  ...[
    'Host: localhost',
    'Content-Length: ',
    'Transfer-Encoding: chunked',
    'Connection: Upgrade',
    'Upgrade: ',
    'Expect: 100-continue',
    '5\r\n',
    '{"event":"a","data":1}',
  ],
  ...[get('/stream/polling'), get('/stream/sse'), get('/stream/websocket', handshake), rawPublish('a'), get('/stream/long-polling?after=now&hold=1')],
  rawRequest('POST', '/publish', { Connection: 'Upgrade', Upgrade: 'h2c', 'Content-Type': 'application/json' }, '{"event":"a","data":1}'),
);
const bytes = fc.array(fc.oneof({ weight: 3, arbitrary: words }, anyText({ maxLength: 20 })), { maxLength: 8 });

async function isEnded(port: number, pieces: readonly string[], leave: 'halfClose' | 'reset'): Promise<string> {
  const connection = await openRaw({ port });
  for (const piece of pieces) connection.send(Buffer.from(piece));
  connection[leave]();
  await connection.isEnded();
  connection.socket.destroy();
  return connection.received;
}

test('random bytes cause no internal error, and the server goes on', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('halfClose', 'reset'), async (pieces, leave) => {
      expect(await isEnded(lab.port, pieces, leave)).not.toMatch(/^HTTP\/1\.1 5/m);
    }),
    runs,
  );
  await expectService(lab);
});

describe.each(transportNames)('%s', (transport) => {
  const name = fc.constantFrom('after', 'event', 'broadcasts', 'hold', 'x');
  const value = fc.oneof(
    anyText({ maxLength: 70 }).map((text) => encodeURIComponent(text.toWellFormed())),
    fc.constantFrom('', '%', '%zz', '%ff', 'now', 'earliest', 'only', '1', 'e-1', 'e-0', 'e--1'),
    fc.webQueryParameters(),
  );
  const query = fc.array(fc.tuple(name, value), { maxLength: 5 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));

  test('every random request is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const connection = await openRaw(lab);
        connection.send(get(`/stream/${transport}?${asked}`, transport === 'websocket' ? handshake : {}));
        if (transport === 'long-polling') connection.halfClose();
        await connection.until('a status line or the end', () => connection.ended || connection.received.includes('\r\n\r\n'));
        connection.socket.destroy();
        expect(connection.responses[0]?.status ?? 204).toBeOneOf([101, 200, 204, 400]);
      }),
      { ...runs, numRuns: 100 },
    );
    await expectService(lab);
  });
});

const anyJson = fc.oneof(fc.jsonValue(), almostMessage, fc.array(almostMessage, { maxLength: 3 })).map((value) => JSON.stringify(value));
const almostJson = fc.oneof(
  { weight: 5, arbitrary: anyJson },
  fc.tuple(anyJson, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  anyText(),
);

test('every random publish is stored or refused, and readers can read the log', async () => {
  await fc.assert(
    fc.asyncProperty(almostJson, async (body) => {
      expect((await post(lab, body)).status).toBeOneOf([201, 400, 409]);
    }),
    runs,
  );
  const { body } = await ask(lab, '/stream/polling?after=earliest');
  expect(JSON.parse(body).notifications.length).toBeGreaterThan(20);
});

test('every random message of a WebSocket is answered once', async () => {
  const ws = new WebSocket(`ws://127.0.0.1:${lab.port}/stream/websocket?broadcasts=only`);
  await once(ws, 'message');
  let answers = 0;
  ws.on('message', (text) => {
    const { type } = JSON.parse(String(text)) as { type?: string };
    if (type !== 'ack' && type !== 'error') return;
    answers += 1;
  });
  await fc.assert(
    fc.asyncProperty(almostJson, async (text) => {
      const before = answers;
      ws.send(text);
      await eventually(`an answer to ${text}`, () => answers > before);
      expect(answers).toBe(before + 1);
    }),
    runs,
  );
  ws.terminate();
  await expectService(lab);
});

test('random frames cause no internal error, and the server goes on', async () => {
  const anyFrame = fc
    .tuple(
      fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(Buffer.from('{"type":"subscribe","event":"a"}'))),
      fc.nat(15),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([payload, opcode, final, masked]) => frame(Buffer.from(payload), { opcode, final, masked }));
  const good = command({ type: 'publish', event: 'a', data: 1 });
  const pieces = fc.array(fc.oneof(anyFrame, fc.uint8Array({ maxLength: 20 }), fc.constant(good)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(pieces, async (sent) => {
      const connection = await openRawWebSocket(lab, '?broadcasts=only');
      for (const piece of sent) connection.send(Buffer.from(piece));
      connection.halfClose();
      await connection.isEnded();
      connection.socket.destroy();
    }),
    { ...runs, numRuns: 200 },
  );
  expect(lab.followers()).toBeLessThanOrEqual(1);
  await expectService(lab);
});
