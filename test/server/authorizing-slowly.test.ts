import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Admission } from '../../server/stream/guard/admission.ts';
import { everybody } from '../../server/stream/guard/grant.ts';
import { memoryLog, PeerError, transportNames } from '../../server/stream/index.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { bearer, read, rightsOf } from '../contract/rights-support.ts';
import { expectProblem } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { get, openRaw, rawPublish } from '../support/raw-http.ts';
import { command } from '../support/raw-websocket.ts';
import { all, slowly } from '../support/slow-authorize.ts';
import { startStreams } from '../support/start-streams.ts';

test('without authorize a reader is served in the same turn of the event loop, and no promise is created', () => {
  const admission = new Admission({ log: memoryLog(), publish: true, requireOpen() {}, limits: {}, followers: () => 0 });
  const serve = vi.fn();
  expect(admission.reader({} as IncomingMessage, 'polling', { after: { epoch: 'abc', seq: 7 }, events: undefined }, serve)).toBeUndefined();
  expect(serve).toHaveBeenCalledWith(Filter.all, everybody);
  expect(admission.publisher({} as IncomingMessage)).toBe(everybody);
});

test.each(transportNames)('a peer that disconnects while authorize is pending leaves nothing behind, over %s', async (transport) => {
  for (const leave of ['reset', 'halfClose'] as const) {
    const { authorize, question } = slowly();
    const onError = vi.fn();
    const at = await startStreams({ authorize, onError });
    const connected = once(at.server, 'connection') as Promise<[Socket]>;
    const connection = await read(at, transport, 'after=now');
    const [socket] = await connected;
    const { answer } = await question(1);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    connection[leave]();
    await gone;
    answer(all);
    await new Promise((resolve) => setImmediate(resolve));
    expect([at.followers(), onError.mock.calls]).toEqual([0, []]);
    expect(connection.received).toBe('');
  }
});

test('a publisher that disconnects while authorize is pending stores nothing', async () => {
  const { authorize, question } = slowly();
  const at = await startStreams({ authorize });
  const connected = once(at.server, 'connection') as Promise<[Socket]>;
  const connection = (await openRaw(at)).send(rawPublish('a'));
  const [socket] = await connected;
  const { answer } = await question(1);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  connection.reset();
  await gone;
  answer(all);
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.log.window.head).toBe(0);
});

test('pipelined requests are authorized and answered in their order', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const connection = (await openRaw(at)).send(get('/stream/polling?event=first') + rawPublish('second') + get('/stream/polling?after=earliest'));
  (await question(1)).answer(all);
  await connection.response(1);
  expect(at.log.window.head).toBe(0);
  (await question(2)).answer(all);
  await connection.response(2);
  (await question(3)).refuse(new PeerError('forbidden', 'Expected somebody else; got you. Leave.'));
  await connection.response(3);
  expect([connection.responses.map(({ status }) => status), asked.length]).toEqual([[200, 201, 403], 3]);
});

test('requests that are pipelined behind an event stream are not carried out, before or after it is granted', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const connection = (await openRaw(at)).send(get('/stream/sse') + rawPublish('behind'));
  const { answer } = await question(1);
  connection.send(rawPublish('behind'));
  answer(all);
  await connection.hears('event: hello');
  connection.send(rawPublish('behind'));
  await at.log.append([{ event: 'a', data: 'end' }]);
  await connection.hears('"end"');
  expect([at.log.window.head, asked.length]).toEqual([1, 1]);
});

test('what a client sends before its handshake is answered is not lost', async () => {
  const { authorize, question } = slowly();
  const at = await startStreams({ authorize });
  const connection = await read(at, 'websocket', '');
  const { request, answer } = await question(1);
  const heard = once(request.socket, 'data');
  connection.send(command({ type: 'publish', event: 'a', data: 1, ref: 'early' }));
  await heard;
  answer(all);
  await connection.hears('{"type":"ack","ref":"early"');
});

test('a client whose rights are granted after the streams have closed is refused with a reason', async () => {
  const { authorize, question, asked } = slowly();
  const at = await startStreams({ authorize });
  const waiting = await Promise.all(transportNames.map((transport) => read(at, transport, '')));
  await question(waiting.length);
  await at.streams.close();
  for (const { answer } of asked) answer(all);
  for (const connection of waiting) expectProblem(await connection.response(), 503, 'unavailable');
  expect(at.followers()).toBe(0);
});

test('a stream that is queued behind another answer ends with its rights, like one that has begun', async () => {
  const at = await startStreams({ authorize: (request) => ({ ...rightsOf(request), who: 'ann' }) });
  const connection = (await openRaw(at)).send(
    get('/stream/long-polling?after=now&hold=55', bearer('ann')) + get('/stream/sse', { ...bearer('root') }),
  );
  await eventually('the poll to be held', () => at.followers() === 1);
  expect(at.streams.revoke('ann')).toBe(2);
  await connection.isEnded();
  expect(connection.received).toMatch(/event: hello[\s\S]*event: end\ndata: .+\n\n\r\n0\r\n\r\n$/);
});
