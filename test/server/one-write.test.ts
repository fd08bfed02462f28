import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { endInOneWrite } from '../../server/stream/http/one-write.ts';
import { ask } from '../support/ask.ts';
import { get, openRaw } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

/** A response on a connection that records its writes. */
function openResponse() {
  const writes: string[][] = [];
  const connection = new Duplex({
    read() {},
    decodeStrings: false,
    write(chunk, _encoding, done) {
      writes.push([String(chunk)]);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  }) as unknown as Socket;
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(connection);
  return { response, writes };
}

// Node 24 does the same for `end(body)`; Node 20 writes two chunks.
test('head and body are sent in one write', () => {
  const { response, writes } = openResponse();
  endInOneWrite(response.writeHead(200, ['Content-Length', '4']), 'body', 'latin1');
  expect(writes).toHaveLength(1);
  expect(writes[0]).toEqual([expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nbody$/s)]);
  expect(response.writableEnded).toBe(true);
});

// From 16 KiB on a body is kept as a buffer instead of a string.
test.each([0, 1, 5_000, 16_200, 16_400, 60_000])('a poll answer is complete at any size: data of %i characters', async (size) => {
  const lab = await startTestLab();
  const start = lab.log.window.cursor(0);
  const data = '\u00fc\u20ac\ud83d\ude80'.repeat(Math.ceil(size / 9));
  await lab.log.append([{ event: 'a', data }]);
  const { body, headers } = await ask(lab, `/stream/polling?after=${start}`);
  expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
  expect(JSON.parse(body)).toMatchObject({ cursor: lab.log.window.cursor(1), notifications: [{ data }] });
});

test('queued answers on a connection, small and large, arrive complete and in order', async () => {
  const lab = await startTestLab();
  const start = lab.log.window.cursor(0);
  await lab.log.append([{ event: 'small', data: 1 }]);
  await lab.log.append([{ event: 'large', data: 'x'.repeat(40_000) }]);
  const asked = ['small', 'large', 'small', 'large'];
  const connection = await openRaw(lab);
  connection.send(asked.map((event) => get(`/stream/polling?after=${start}&event=${event}`)).join(''));
  await connection.response(asked.length);
  const got = connection.responses.map(({ body }) =>
    (JSON.parse(body) as { notifications: { event: string }[] }).notifications.map(({ event }) => event),
  );
  expect(got).toEqual(asked.map((event) => [event]));
});
