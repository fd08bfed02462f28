import { expect, test, vi } from 'vitest';
import { expectProblem, expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const h2c = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' };
const json = { 'Content-Type': 'application/json' };
const message = (data: unknown) => JSON.stringify({ event: 'a', data });

test.each(['h2c', 'TLS/1.0', 'websocket2', 'h2c, websocket'])('a request for an upgrade to %s is answered like any other request', async (token) => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(get('/stream/polling', { ...h2c, Upgrade: token }));
  expect((await connection.response(1)).status).toBe(200);
  connection.send(get('/stream/polling?after=0'));
  expectProblem(await connection.response(2), 400, 'bad-cursor');
  await expectService(lab);
});

test('a publish that asks for an upgrade is stored, wherever its bytes are split', async () => {
  const lab = await startTestLab();
  const request = rawRequest('POST', '/publish', { ...json, ...h2c }, message('x'.repeat(40)));
  for (const cut of [request.length, request.length - 10, request.indexOf('\r\n\r\n') + 4, request.indexOf('\r\n\r\n'), 10]) {
    const connection = (await openRaw(lab)).send(request.slice(0, cut));
    // Once this other connection is answered, the first part has arrived.
    await expectService(lab);
    connection.send(request.slice(cut));
    expect(await connection.response(1)).toMatchObject({ status: 201 });
    connection.send(rawRequest('POST', '/publish', json, message(2)));
    expect(await connection.response(2)).toMatchObject({ status: 201 });
  }
  expect(lab.log.window.head).toBe(10);
});

test('a chunked publish that is larger than a packet and asks for an upgrade is stored', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(rawRequest('POST', '/publish', { ...json, ...h2c, 'Transfer-Encoding': 'chunked' }));
  const body = JSON.stringify(Array.from({ length: 20 }, () => ({ event: 'a', data: 'x'.repeat(40_000) })));
  for (let start = 0; start < body.length; start += 50_000) {
    const chunk = body.slice(start, start + 50_000);
    connection.send(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  }
  connection.send('0\r\n\r\n');
  expect((await connection.response()).status).toBe(201);
  expect(lab.log.window.head).toBe(20);
});

test('a hundred such requests on one connection, in one packet and one by one, leave nothing behind', async () => {
  const lab = await startTestLab();
  const warn = vi.spyOn(process, 'emitWarning');
  const connection = await openRaw(lab);
  for (let count = 1; count <= 50; count += 1) {
    connection.send(rawRequest('POST', '/publish', { ...json, ...h2c }, message(count)));
    expect((await connection.response(count)).status).toBe(201);
  }
  connection.send(get('/healthz', h2c) + get('/healthz'));
  expect(await connection.response(52)).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test('streams and held polls that ask for an upgrade work, and are released when their client disconnects', async () => {
  const lab = await startTestLab();
  const stream = (await openRaw(lab)).send(get('/stream/sse', h2c));
  const held = (await openRaw(lab)).send(get('/stream/long-polling?after=now', h2c));
  await stream.hears('event: hello');
  await eventually('two followers', () => lab.followers() === 2);
  await appendNumbers(lab, 1);
  await stream.hears('"data":1');
  expect((await held.response()).status).toBe(200);
  stream.halfClose();
  await eventually('no reader to be left', () => lab.followers() === 0);
});

test('a request for an upgrade does not bypass the guards', async () => {
  const lab = await startTestLab();
  const send = async (bytes: string) => (await openRaw(lab)).send(bytes).response();
  expectProblem(await send(get('/stream/polling', { ...h2c, Host: 'evil.example' })), 421, 'unknown-host');
  const foreign = { ...json, ...h2c, Origin: 'http://evil.example' };
  expectProblem(await send(rawRequest('POST', '/publish', foreign, message(1))), 403, 'foreign-origin');
  expectProblem(await send(get('/stream/websocket', { ...h2c, ...handshake, Upgrade: 'h2c' })), 426, 'upgrade-required');
  expect(lab.log.window.head).toBe(0);
});
