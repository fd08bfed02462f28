import { describe, expect, it } from 'vitest';
import { closeCodes } from '../../server/stream/protocol.ts';
import { ask, expectProblem, expectService, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { closeOf, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const readToken = 'of-the-whole-class';
const evil = { Origin: 'https://evil.example' };
const mebibyte = 1_048_576;

/** A closed lab, and the cookie that a visitor's browser adds to requests of a page of another site. */
async function closedLab() {
  const lab = await startTestLab({ readToken });
  const { headers } = await ask(lab, '/session', { method: 'POST', headers: { Authorization: `Bearer ${readToken}` } });
  return { lab, visitor: { Cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' } };
}

describe('A page of another site, in the browser of an admitted visitor,', () => {
  it('cannot hijack a WebSocket: the cookie alone opens none', async () => {
    const { lab, visitor } = await closedLab();
    for (const path of ['/stream/websocket', '/telemetry']) {
      expectProblem(await ask(lab, path, { headers: { ...handshake, ...visitor, ...evil } }), 403, 'foreign-origin');
    }
    // A browser gets the reason inside the connection, and nothing else.
    const connection = (await openRaw(lab)).send(
      get('/stream/websocket?after=earliest', { ...handshake, ...visitor, ...evil, 'User-Agent': 'Mozilla/5.0 (X11)' }),
    );
    await connection.isEnded();
    expect(closeOf(connection).code).toBe(closeCodes.foreignOrigin);
    expect(connection.received).not.toContain('hello');
    expect(lab.followers()).toBe(0);
  });

  it('cannot publish, by a form, by fetch, or in any type that needs no preflight', async () => {
    const { lab, visitor } = await closedLab();
    const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    for (const path of ['/publish', '/push', '/session', '/ticket']) {
      for (const type of types) {
        for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${lab.port + 1}`]) {
          const headers = { ...visitor, Origin: origin, 'Content-Type': type };
          expectProblem(await ask(lab, path, { method: 'POST', headers, body: 'text=x' }), 403, 'foreign-origin');
        }
      }
    }
    expect(lab.log.window.head).toBe(0);
  });

  it('cannot read an answer: no header allows it', async () => {
    const { lab, visitor } = await closedLab();
    for (const path of ['/stream/polling', '/stream/sse', '/lab', '/healthz']) {
      const connection = (await openRaw(lab)).send(get(path, { ...visitor, ...evil }));
      await connection.hears('\r\n\r\n');
      expect(connection.received.toLowerCase()).not.toContain('access-control');
    }
  });
});

it.each([
  '/../../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/..\\..\\package.json',
  '/..%5c..%5cpackage.json',
  '/assets/../../../package.json',
  '/assets/..%00/package.json',
  '//etc/passwd',
  '/sdk.js/../../../package.json',
  '/.env',
  '/%c0%ae%c0%ae/package.json',
  '/types/../../../.git/config',
])('the path %s does not leave the folder of the page', async (path) => {
  const lab = await startTestLab();
  const { status, body } = await (await openRaw(lab)).send(get(path)).response();
  expect([400, 403, 404]).toContain(status);
  expect(body).not.toMatch(/"devDependencies"|root:|\[core\]|PORT=/);
  await expectService(lab);
});

describe('A slow client', () => {
  it('in the head of a request is refused with that reason, and cut', async () => {
    const lab = await startTestLab({ headersTimeout: 0.1 });
    const slow = (await openRaw(lab)).send('GET /stream/polling HTTP/1.1\r\nHost: localhost\r\nX-');
    expectProblem(await slow.response(), 408, 'slow-request');
    await slow.isEnded();
  });

  it('in the body of a publish is refused with that reason, and cut, and nothing is stored', async () => {
    const lab = await startTestLab({ headersTimeout: 0.1 });
    const slow = (await openRaw(lab)).send(
      'POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"event"',
    );
    expectProblem(await slow.response(), 408, 'slow-request');
    await slow.isEnded();
    expect(lab.log.window.head).toBe(0);
  });

  it('on hundreds of half-open connections does not delay others, and loses all of its connections', async () => {
    const lab = await startTestLab({ headersTimeout: 0.5 });
    const halfOpen = await Promise.all(Array.from({ length: 300 }, async () => (await openRaw(lab)).send('GET / HTTP/1.1\r\n')));
    await expectService(lab);
    expect((await post(lab, '{"event":"a","data":1}')).status).toBe(201);
    await Promise.all(halfOpen.map((connection) => connection.isEnded()));
  });
});

describe('Too much data', () => {
  it.each([
    ['URL', `/stream/polling?after=${'x'.repeat(20_000)}`, {}],
    ['header', '/stream/polling', { Cookie: 'x'.repeat(20_000) }],
    ['number of headers', '/stream/polling', Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`X-${index}`, 'xxxxx']))],
  ])('as a %s is refused with 431, and the connection is ended', async (_what, path, headers) => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(get(path, headers));
    expectProblem(await connection.response(), 431, 'bad-request');
    await connection.isEnded();
    await expectService(lab);
  });

  it.each(['/publish', '/push'])('as a body of %s is refused with 413 before it has arrived, with and without a Content-Length', async (path) => {
    const lab = await startTestLab();
    const type = path === '/publish' ? 'application/json' : 'text/plain';
    const told = (await openRaw(lab)).send(rawRequest('POST', path, { 'Content-Type': type, 'Content-Length': String(100 * mebibyte) }));
    expectProblem(await told.response(), 413, 'too-large');
    const chunk = Buffer.alloc(mebibyte + 1, 'x');
    const untold = (await openRaw(lab)).send(rawRequest('POST', path, { 'Content-Type': type, 'Transfer-Encoding': 'chunked' }));
    untold.send(`${chunk.byteLength.toString(16)}\r\n`).send(chunk);
    expectProblem(await untold.response(), 413, 'too-large');
    expect(lab.log.window.head).toBe(0);
  });

  it('as a frame, or as a message of many frames, ends the WebSocket with 1009', async () => {
    const lab = await startTestLab();
    const whole = await openRawWebSocket(lab);
    // Only the length: the payload never comes.
    whole.send(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]));
    await whole.isEnded();
    const parts = await openRawWebSocket(lab);
    const part = 'x'.repeat(mebibyte / 2);
    parts.send(frame(part, { final: false }));
    for (let count = 0; count < 2; count += 1) parts.send(frame(part, { opcode: 0, final: false }));
    await parts.isEnded();
    expect([closeOf(whole).code, closeOf(parts).code]).toEqual([1009, 1009]);
    await expectService(lab);
  });
});

it('no document of the lab may run inline code, or be framed', async () => {
  const lab = await startTestLab();
  for (const path of ['/', '/learn', '/try/chat', '/decide', '/report', '/nowhere']) {
    const { headers } = await ask(lab, path, { headers: { Accept: 'text/html' } });
    const policy = String(headers['content-security-policy']);
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("script-src 'self'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toMatch(/unsafe-|\*|data:|https?:/);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
});
