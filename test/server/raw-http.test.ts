import { expect, test } from 'vitest';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };
const head = 'GET /stream/polling HTTP/1.1\r\nHost: localhost\r\n';

test.each([
  ['text', 'hello?\r\n\r\n'],
  ['zeros', '\0'.repeat(64)],
  ['a TLS handshake', Buffer.from('16030100a5010000a10303', 'hex')],
  ['HTTP/0.9', 'GET /stream/polling HTTP/0.9\r\nHost: localhost\r\n\r\n'],
  ['HTTP/0.9 without Host', 'GET /healthz HTTP/0.9\r\n\r\n'],
  ['HTTP/2.0', 'GET /stream/polling HTTP/2.0\r\nHost: localhost\r\n\r\n'],
  ['HTTP/2.0 without Host', 'GET /stream/sse HTTP/2.0\r\n\r\n'],
  ['HTTP/3.7', 'GET /stream/polling HTTP/3.7\r\nHost: localhost\r\n\r\n'],
  ['an unknown method', 'BREW /stream/polling HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a path with a space', 'GET /stream /polling HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a lone CR', `${head}X: a\rb\r\n\r\n`],
  ['a lone LF in a value', `${head}X: a\nb\r\n\r\n`],
  ['a NUL in a value', `${head}X: a\0b\r\n\r\n`],
  ['a space before the colon', `${head}X : a\r\n\r\n`],
  ['a folded line', `${head} folded\r\n\r\n`],
  ['a header without a name', `${head}: a\r\n\r\n`],
  ['a Content-Length that is text', `${head}Content-Length: ten\r\n\r\n`],
  ['a negative Content-Length', `${head}Content-Length: -1\r\n\r\n`],
  ['two Content-Lengths', `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`],
  ['a Content-Length of 40 digits', `${head}Content-Length: ${'9'.repeat(40)}\r\n\r\n`],
  ['a Content-Length and chunks', `${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a body of unknown length', rawRequest('POST', '/publish', { ...json, 'Transfer-Encoding': 'gzip' }, '{}')],
])('%s is not HTTP/1.1, and is refused with that reason', async (_name, bytes) => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(bytes);
  const response = await connection.response();
  expectProblem(response, 400, 'bad-request');
  expect(response.headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store' });
  await connection.isEnded();
  await expectService(lab);
});

test('garbage after an answer is refused with that reason, too', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(get('/stream/polling'));
  await connection.response(1);
  connection.send('garbage\r\n\r\n');
  expectProblem(await connection.response(2), 400, 'bad-request');
  await connection.isEnded();
});

test('empty lines before a request are ignored', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(`\r\n\r\n${get('/stream/polling')}\r\n\r\n${get('/stream/polling')}`);
  expect((await connection.response(2)).status).toBe(200);
});

test.each([
  ['a header', (size: number) => `${head}X: ${'x'.repeat(size)}\r\n\r\n`],
  ['many headers', (size: number) => `${head}${'X-Filler: of twenty-five bytes\r\n'.repeat(size / 25)}\r\n`],
  ['a path', (size: number) => get(`/${'x'.repeat(size)}`)],
])('%s over 16 KiB is refused with a complete answer, however much is sent', async (_name, headOf) => {
  const lab = await startTestLab();
  for (const size of [17_000, 1_000_000]) {
    const connection = (await openRaw(lab)).send(headOf(size));
    expectProblem(await connection.response(), 431, 'bad-request');
    // The server reads what is sent beyond the limit: otherwise a reset could overtake the answer.
    connection.halfClose();
    await connection.until('the end of the connection', () => connection.gone);
    expect(connection.broken).toBeUndefined();
  }
  expect((await ask(lab, '/healthz', { headers: { X: 'x'.repeat(15_000) } })).status).toBe(200);
  await expectService(lab);
});

test.each([
  ['nothing at all', ''],
  ['half a request line', 'GET /stream/pol'],
  ['half a head', head],
  ['half a head after a first answer', `${get('/healthz')}${head}`],
])('%s is refused as a slow request', async (_name, bytes) => {
  const lab = await startTestLab({ headersTimeout: 0.2 });
  const connection = (await openRaw(lab)).send(bytes);
  const number = bytes.startsWith(get('/healthz')) ? 2 : 1;
  expectProblem(await connection.response(number), 408, 'slow-request');
  await connection.isEnded();
  await expectService(lab);
});

test.each([
  ['with a Content-Length', rawRequest('POST', '/publish', { ...json, 'Content-Length': '22' }, '{"event":"a",')],
  ['in chunks', `${rawRequest('POST', '/publish', { ...json, 'Transfer-Encoding': 'chunked' })}d\r\n{"event":"a",\r\n`],
])('half a body %s is refused as a slow request', async (_name, bytes) => {
  const lab = await startTestLab({ headersTimeout: 0.2 });
  const connection = (await openRaw(lab)).send(bytes);
  expectProblem(await connection.response(), 408, 'slow-request');
  await connection.isEnded();
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test('a body that goes on after its answer gets no second answer, and the connection ends', async () => {
  const lab = await startTestLab({ headersTimeout: 0.2 });
  const connection = (await openRaw(lab)).send(rawRequest('PUT', '/publish', { 'Content-Length': '1000' }));
  expectProblem(await connection.response(), 405, 'bad-method');
  await connection.isEnded();
  expect(connection.responses).toHaveLength(1);
});

test('a body in broken chunks is refused with that reason', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(`${rawRequest('POST', '/publish', { ...json, 'Transfer-Encoding': 'chunked' })}`);
  connection.send('d\r\n{"event":"a",\r\nnonsense\r\n');
  expectProblem(await connection.response(), 400, 'bad-request');
  await connection.isEnded();
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test('a body that ends early is not stored', async () => {
  const lab = await startTestLab();
  for (const end of ['halfClose', 'reset'] as const) {
    const connection = (await openRaw(lab)).send(rawRequest('POST', '/publish', { ...json, 'Content-Length': '100' }, '{"event":"a","data":1}'));
    connection[end]();
    await connection.isEnded();
  }
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test('the body of a GET is not read as the next request', async () => {
  const lab = await startTestLab();
  const inside = get('/nowhere');
  const connection = await openRaw(lab);
  connection.send(rawRequest('GET', '/stream/polling', {}, inside) + rawRequest('GET', '/healthz', {}, inside));
  await connection.response(2);
  expect(connection.responses.map(({ status }) => status)).toEqual([200, 200]);
  const stream = (await openRaw(lab)).send(rawRequest('GET', '/stream/sse', { 'Content-Length': '10' }));
  await stream.hears('event: hello');
  stream.halfClose();
  await eventually('no reader to be left', () => lab.followers() === 0);
});

test('a request in absolute form is answered like any other', async () => {
  const lab = await startTestLab();
  expect((await (await openRaw(lab)).send(get('http://localhost/stream/polling?event=a')).response()).status).toBe(200);
  await (await openRaw(lab)).send(get('http://localhost/stream/websocket?event=a', handshake)).hears('"type":"hello"');
});

test('a request that Node answers itself gets no 5xx, and the lab goes on', async () => {
  const lab = await startTestLab();
  // An unknown expectation: Node answers before any handler runs.
  expect((await (await openRaw(lab)).send(get('/stream/polling', { Expect: 'the unexpected' })).response()).status).toBe(417);
  for (const bytes of ['CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']) {
    const connection = (await openRaw(lab)).send(bytes);
    await connection.isEnded();
    expect(connection.received).not.toContain('HTTP/1.1 5');
  }
  await expectService(lab);
});
