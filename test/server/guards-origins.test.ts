import { expect, test } from 'vitest';
import { closeCodes } from '../../server/stream/protocol.ts';
import { ask, expectService } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { closeOf, command } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { startStreams } from '../support/start-streams.ts';
import { message } from './guards-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

test('a page whose WebSocket is refused gets a close code with the reason, and nothing else', async () => {
  const lab = await startTestLab({ allowHost: ['lab.test'] });
  await appendNumbers(lab, 3);
  const open = async (headers: Record<string, string>) => {
    const connection = (await openRaw(lab)).send(
      get('/stream/websocket?after=earliest', { ...handshake, 'User-Agent': 'Mozilla/5.0 (X11)', ...headers }),
    );
    connection.send(command({ type: 'publish', event: 'a', data: 'from afar' }));
    await connection.until('the end of the connection', () => connection.ended);
    expect(connection.received).not.toContain('hello');
    return closeOf(connection);
  };
  expect(await open({ Origin: 'https://app.example' })).toEqual({
    code: closeCodes.foreignOrigin,
    reason: expect.stringMatching(/^foreign-origin: Start it with `--allow-origin https:\/\/app\.example` /),
  });
  expect(await open({ Host: 'other.test:4439' })).toEqual({
    code: closeCodes.unknownHost,
    reason: 'unknown-host: Start it with `--allow-host other.test` if the name is yours.',
  });
  const { reason } = await open({ Origin: `https://${'ä'.repeat(60)}.example` });
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
  expect([lab.log.window.head, lab.followers()]).toEqual([3, 0]);
  await expectService(lab);
});

test('an allowed origin gets CORS headers with answers and refusals, and may open a WebSocket', async () => {
  const lab = await startTestLab({ allowOrigin: ['https://app.example'] });
  const origin = { Origin: 'https://app.example' };
  const granted = { 'access-control-allow-origin': 'https://app.example', vary: 'Origin' };
  const published = await ask(lab, '/publish', { method: 'POST', headers: { ...json, ...origin }, body: message });
  expect(published).toMatchObject({ status: 201, headers: granted });
  expect(await ask(lab, '/stream/polling', { headers: origin })).toMatchObject({ status: 200, headers: granted });
  expect(await ask(lab, '/stream/polling?after=0', { headers: origin })).toMatchObject({ status: 400, headers: granted });
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, ...origin }));
  expect((await connection.response()).status).toBe(101);
  const stream = await openRaw(lab);
  stream.send(get('/stream/sse', origin));
  expect(await stream.response()).toMatchObject({ status: 200, headers: granted });
});

test('a preflight of an allowed origin is granted on every route', async () => {
  const lab = await startTestLab({ allowOrigin: ['https://app.example'] });
  for (const path of ['/publish', '/stream/polling', '/stream/long-polling', '/stream/sse', '/healthz']) {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };
    expect(await ask(lab, path, { method: 'OPTIONS', headers })).toMatchObject({
      status: 204,
      body: '',
      headers: {
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-methods': path === '/publish' ? 'POST' : 'GET',
        'access-control-allow-headers': 'Content-Type, Last-Event-ID',
        vary: 'Origin',
      },
    });
  }
  expect(lab.followers()).toBe(0);
});

test('a page of an allowed origin can read when it may ask again', async () => {
  const at = await startStreams({ origins: ['https://app.example'], limits: { streams: 1 } });
  await (await openRaw(at)).send(get('/stream/sse')).hears('hello');
  const refused = async (origin?: string) => (await openRaw(at)).send(get('/stream/sse', origin ? { Origin: origin } : {})).response();
  const { headers } = await refused('https://app.example');
  expect([Number(headers['retry-after']) > 0, headers['access-control-expose-headers']]).toEqual([true, 'Retry-After']);
  for (const origin of [undefined, 'https://evil.example'])
    expect((await refused(origin)).headers).not.toHaveProperty('access-control-expose-headers');
});
