import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { Turns } from '../../server/stream/http/turns.ts';
import { limits } from '../../server/stream/protocol.ts';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, openRaw, rawPublish } from '../support/raw-http.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const held = get('/stream/long-polling?after=now&hold=55');

describe('behind an unanswered request', () => {
  test('polls are not answered before their turn, so that a peer that reads nothing costs little memory', async () => {
    const lab = await startTestLab();
    for (let count = 0; count < 18; count += 1) await lab.log.append([{ event: 'a', data: 'x'.repeat(65_000) }]);
    const placed = vi.spyOn(lab.log.window, 'place');
    const asked = 60;
    const connection = await openRaw(lab);
    connection.socket.pause();
    connection.send(get('/stream/polling?after=earliest').repeat(asked));
    await eventually('the first to be answered', () => placed.mock.calls.length > 0);
    await expectService(lab);
    // As many as the kernel's buffers hold, 4 MB, one that waits for room there, and the one of `expectService`.
    expect(placed.mock.calls.length).toBeLessThan(20);
    connection.socket.resume();
    await connection.until('all answers', () => connection.received.length > asked * limits.answerBytes * 0.9);
    // The last ones may still wait: their turn comes when the client has read those before them.
    await eventually('every poll to have its turn', () => placed.mock.calls.length > asked);
  });

  test.each([
    ['a publish', rawPublish('behind'), 201],
    ['a route of the lab', get('/lab'), 200],
    ['an unknown path', get('/nothing'), 404],
    ['a health check', get('/healthz'), 200],
  ])('%s waits, and is answered in its turn', async (_name, request, status) => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(held + request);
    await eventually('the held poll', () => lab.followers() === 1);
    await expectService(lab);
    expect(lab.log.window.head).toBe(0);
    await appendNumbers(lab, 1);
    expect((await connection.response(1)).status).toBe(200);
    expect((await connection.response(2)).status).toBe(status);
  });

  test('a publish is stored once the rest of its body has arrived', async () => {
    const lab = await startTestLab();
    const body = JSON.stringify({ event: 'late', data: 'x'.repeat(60_000) });
    const head = `POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const connection = (await openRaw(lab)).send(held + head + body.slice(0, 100));
    await eventually('the held poll', () => lab.followers() === 1);
    await appendNumbers(lab, 1);
    await connection.response(1);
    connection.send(body.slice(100));
    expect((await connection.response(2)).status).toBe(201);
  });

  test('requests are all answered, even if there are so many that the server pauses reading', async () => {
    const lab = await startTestLab();
    const asked = 4_000;
    let come = 0;
    lab.server.on('request', () => {
      come += 1;
    });
    const accepted = once(lab.server, 'connection') as Promise<[Socket]>;
    const connection = await openRaw(lab);
    const [near] = await accepted;
    connection.send(held + get('/healthz').repeat(asked));
    await eventually('the connection not to be read from', () => near.isPaused());
    await expectService(lab);
    expect(come).toBeLessThan(asked);
    await appendNumbers(lab, 1);
    await connection.until('all answers', () => connection.received.split('{"status":"ok"}').length === asked + 1);
  });
});

describe('behind a stream', () => {
  test.each([
    ['as documented', '/stream/sse'],
    ['in a spelling that Express accepts', '/Stream/SSE/'],
  ])('a peer that sends requests endlessly is cut off: paths %s', async (_name, path) => {
    const lab = await startTestLab();
    for (const before of ['', held]) {
      const connection = (await openRaw(lab)).send(before + get(path) + get('/stream/polling').repeat(50));
      if (before) {
        await eventually('the held poll', () => lab.followers() === 1);
        await appendNumbers(lab, 1);
      }
      await connection.until('the server to end the connection', () => connection.ended);
      await eventually('no reader to be left', () => lab.followers() === 0);
    }
    await expectService(lab);
  });
});

test('the size of all waiting requests together is limited: a connection that exceeds it is closed, and its room is released', async () => {
  const turns = new Turns(20 * 1024);
  const owed: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (response.socket) owed.push(response);
    else turns.wait(request, response, () => response.end('in turn'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const place = { port: listeningPort(server) };
  const modest = (await openRaw(place)).send(get('/first') + get('/second').repeat(2));
  await eventually('two to wait', () => turns.size === 2);
  const greedy = (await openRaw(place)).send(get('/').repeat(10));
  await greedy.until('the greedy one to be ended', () => greedy.ended);
  await eventually('two to wait', () => turns.size === 2);
  owed[0]?.end('first');
  expect((await modest.response(3)).body).toBe('in turn');
  expect(turns.size).toBe(0);
});
