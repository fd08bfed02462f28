import { expect, test } from 'vitest';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const { Connection } = handshake;
const without = (name: keyof typeof handshake) => Object.fromEntries(Object.entries(handshake).filter(([other]) => other !== name));

test.each([
  ['an upgrade on another path', '/nowhere', handshake, 404, 'not-found'],
  ['an upgrade on another transport', '/stream/sse', handshake, 404, 'not-found'],
  ['an upgrade below the path', '/stream/websocket/', handshake, 404, 'not-found'],
  ['a bad cursor', '/stream/websocket?after=e--1', handshake, 400, 'bad-cursor'],
  ['a bad filter', '/stream/websocket?event=', handshake, 400, 'bad-filter'],
  ['no key', '/stream/websocket', without('Sec-WebSocket-Key'), 400, 'bad-request'],
  ['a key of the wrong length', '/stream/websocket', { ...handshake, 'Sec-WebSocket-Key': 'dGhl' }, 400, 'bad-request'],
  ['no version', '/stream/websocket', without('Sec-WebSocket-Version'), 426, 'upgrade-required'],
  ['an old version', '/stream/websocket', { ...handshake, 'Sec-WebSocket-Version': '8' }, 426, 'upgrade-required'],
  ['a future version', '/stream/websocket', { ...handshake, 'Sec-WebSocket-Version': '14' }, 426, 'upgrade-required'],
  ['invalid subprotocols', '/stream/websocket', { ...handshake, 'Sec-WebSocket-Protocol': 'a,,a' }, 400, 'bad-request'],
  ['no upgrade at all', '/stream/websocket', {}, 426, 'upgrade-required'],
  ['an upgrade without the header Connection', '/stream/websocket', without('Connection'), 426, 'upgrade-required'],
  ['an upgrade to another protocol', '/stream/websocket', { Connection, Upgrade: 'h2c' }, 426, 'upgrade-required'],
  ['two upgrades', '/stream/websocket', { ...handshake, Upgrade: 'websocket, h2c' }, 426, 'upgrade-required'],
])('%s is refused with an HTTP answer', async (_name, path, headers, status, code) => {
  const lab = await startTestLab();
  const reply = await ask(lab, path, { headers });
  expectProblem(reply, status, code);
  if (status === 426) expect(reply.headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-version': '13' });
  expect(lab.followers()).toBe(0);
  await expectService(lab);
});

test.each(['POST', 'PUT', 'OPTIONS'])('%s cannot be upgraded', async (method) => {
  const lab = await startTestLab();
  for (const body of ['', 'body']) {
    const connection = await openRaw(lab);
    connection.send(rawRequest(method, '/stream/websocket', handshake, body));
    const response = await connection.response();
    expectProblem(response, 405, 'bad-method');
    expect(response.headers.allow).toBe('GET');
    await connection.isEnded();
  }
  await expectService(lab);
});

test('a refused upgrade leaves no connection behind, whether its peer disconnects or not', async () => {
  const lab = await startTestLab();
  const refused = [];
  for (let count = 0; count < 3; count += 1) refused.push((await openRaw(lab)).send(get('/nowhere', handshake)));
  for (const connection of refused) await connection.isEnded();
  refused[0]?.halfClose();
  refused[1]?.reset();
  // This would wait for a connection that is left over, until the deadline of the test.
  await lab.close();
});

test('no subprotocol is selected, whatever is offered', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, 'Sec-WebSocket-Protocol': 'mqtt, chat' }));
  const { status, headers } = await connection.response();
  expect(status).toBe(101);
  expect(headers).not.toHaveProperty('sec-websocket-protocol');
});

test('no extension is selected, whatever is offered', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }));
  const { status, headers } = await connection.response();
  expect(status).toBe(101);
  expect(headers).not.toHaveProperty('sec-websocket-extensions');
});

test.each(['WebSocket', 'WEBSOCKET'])('the upgrade token %s is accepted, because case does not matter', async (token) => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(get('/stream/websocket', { ...handshake, Upgrade: token, Connection: 'keep-alive, upgrade' }));
  await connection.hears('"type":"hello"');
});
