import { describe, test } from 'vitest';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, type RawConnection, rawPublish, rawRequest } from '../support/raw-http.ts';
import { command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const held = get('/stream/long-polling?after=now&hold=55');
const upgrade = get('/stream/websocket', handshake);

/** When the peer disconnects: what it has sent, and what it has received by then. */
const stages: readonly (readonly [name: string, said: string, heard: string])[] = [
  ['before it sends anything', '', ''],
  ['within a request head', 'GET /stream/ss', ''],
  ['within a body', rawPublish('a', 'x'.repeat(40)).slice(0, -10), ''],
  ['right after a publish', rawPublish('a'), ''],
  ['right after a poll', get('/stream/polling'), ''],
  ['right after a held poll', held, ''],
  ['right after a stream request', get('/stream/sse'), ''],
  ['in a stream', get('/stream/sse'), 'event: hello'],
  ['in a stream with garbage after its request', `${get('/stream/sse')}garbage\r\n\r\n`, 'event: hello'],
  ['in a stream with half a head after its request', `${get('/stream/sse')}GET /str`, 'event: hello'],
  ['in a stream with a WebSocket after its request', get('/stream/sse') + upgrade, 'event: hello'],
  ['in a stream after an answer', get('/stream/polling') + get('/stream/sse'), 'event: hello'],
  ['within the handshake', upgrade.slice(0, -10), ''],
  ['right after the handshake', upgrade, ''],
  ['right after a refused handshake', get('/nowhere', handshake), ''],
  ['in a WebSocket', upgrade, '"type":"hello"'],
  ['in a WebSocket whose handshake had a body', rawRequest('GET', '/stream/websocket', handshake, 'hello'), 'HTTP/1.1 101'],
  ['within the body of a handshake', rawRequest('GET', '/stream/websocket', { ...handshake, 'Content-Length': '9' }, 'hello'), ''],
  ['right after an upgrade to h2c', get('/stream/sse', { Connection: 'Upgrade', Upgrade: 'h2c' }), ''],
];

const ways: readonly (readonly [name: string, leave: (connection: RawConnection) => void])[] = [
  ['resets the connection', (connection) => connection.reset()],
  ['ends its half of the connection', (connection) => connection.halfClose()],
];

describe.each(ways)('a client that %s', (_way, leave) => {
  test.each(stages)('%s leaves nothing behind', async (_stage, said, heard) => {
    const lab = await startTestLab();
    const connection = await openRaw(lab);
    if (said) connection.send(said);
    if (heard) await connection.hears(heard);
    leave(connection);
    await connection.isEnded();
    await expectService(lab);
    await eventually('no reader to be left', () => lab.followers() === 0);
  });
});

test('a hundred clients that disconnect in the middle of an answer leave nothing behind', async () => {
  const lab = await startTestLab();
  const connections: RawConnection[] = [];
  for (let count = 0; count < 50; count += 1) {
    connections.push((await openRaw(lab)).send(get('/stream/sse')), (await openRaw(lab)).send(held));
  }
  await eventually('a hundred followers', () => lab.followers() === 100);
  const appending = appendNumbers(lab, 2_000);
  for (const connection of connections) connection.reset();
  await appending;
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test('a WebSocket client that disconnects within a frame leaves nothing behind', async () => {
  const lab = await startTestLab();
  for (const leave of [(connection: RawConnection) => connection.reset(), (connection: RawConnection) => connection.halfClose()]) {
    for (const bytes of [
      frame('x'.repeat(100_000)).subarray(0, 50_000),
      frame('{"type":', { final: false }),
      command({ type: 'publish', event: 'a', data: 1 }),
    ]) {
      const connection = (await openRawWebSocket(lab)).send(bytes);
      leave(connection);
      await connection.isEnded();
      await eventually('no reader to be left', () => lab.followers() === 0);
    }
  }
  await expectService(lab);
});
