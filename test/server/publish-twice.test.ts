import { expect, test } from 'vitest';
import { expectProblem, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openRaw, rawRequest } from '../support/raw-http.ts';
import { command, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };
const draft = { event: 'news', data: { text: 'once' }, key: '0123456789-abcdef_' };

test('a publish that is sent twice over HTTP is stored once, and gets the same answer twice', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  const request = rawRequest('POST', '/publish', json, JSON.stringify(draft));
  connection.send(request + request);
  const answers = [await connection.response(1), await connection.response(2)];
  expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [201, `{"id":"${lab.log.window.cursor(1)}"}`]));
  expect(lab.log.window.head).toBe(1);
});

test('a key works the same on every path that publishes', async () => {
  const lab = await startTestLab();
  const id = lab.log.window.cursor(1);
  const socket = await openRawWebSocket(lab);
  socket.send(command({ type: 'publish', ...draft, ref: 1 }));
  await socket.hears(`{"type":"ack","ref":1,"id":"${id}"}`);
  expect(JSON.parse((await post(lab, JSON.stringify(draft))).body)).toEqual({ id });
  expect(await lab.log.append([draft])).toEqual([id]);
  expect(JSON.parse((await post(lab, JSON.stringify([{ event: 'a', data: 1 }, draft]))).body)).toEqual({ ids: [lab.log.window.cursor(2), id] });
  expect(lab.log.window.head).toBe(2);
});

test('another message with a used key is refused on every path that publishes, and not stored', async () => {
  const lab = await startTestLab();
  await lab.log.append([draft]);
  const other = { ...draft, data: 'another' };
  expectProblem(await post(lab, JSON.stringify(other)), 409, 'key-taken');
  expectProblem(await post(lab, JSON.stringify([{ event: 'a', data: 1 }, other])), 409, 'key-taken');
  await expect(lab.log.append([other])).rejects.toMatchObject({ code: 'key-taken' });
  const socket = await openRawWebSocket(lab);
  socket.send(command({ type: 'broadcast', ...draft, ref: 1 }));
  await socket.hears('{"type":"error","ref":1,"code":"key-taken"');
  expect(lab.log.window.head).toBe(1);
});

test('a key is not delivered: readers get the same bytes as without one', async () => {
  const lab = await startTestLab();
  await lab.log.append([{ ...draft, at: 7 }]);
  const connection = await openRaw(lab);
  connection.send(rawRequest('GET', '/stream/polling?after=earliest'));
  const { body } = await connection.response();
  const id = lab.log.window.cursor(1);
  expect(body).toBe(`{"cursor":"${id}","notifications":[{"id":"${id}","event":"news","data":{"text":"once"},"at":7}]}`);
});
