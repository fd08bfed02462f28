import { describe, expect, test, vi } from 'vitest';
import { ask, expectProblem, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { command } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';
import { answers } from './rights-answers.ts';
import { bearer, history, read, rightsOf, seen, sees } from './rights-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

describe.each(answers)('Where authorize answers %s,', (_how, authorize) => {
  test('rights are checked for every publish, over HTTP and WebSocket alike', async () => {
    const at = await startStreams({ authorize });
    const messages: [user: string, type: 'publish' | 'broadcast', event: string, allowed: boolean][] = [
      ['ann', 'publish', 'a', true],
      ['ann', 'publish', 'b', false],
      ['ann', 'broadcast', 'a', false],
      ['bob', 'publish', 'b', false],
      ['root', 'publish', 'c', true],
      ['root', 'broadcast', 'c', true],
    ];
    for (const [user, type, event, allowed] of messages) {
      const before = at.log.window.head;
      const reply = await post(at, JSON.stringify({ type, event, data: 1 }), { ...json, ...bearer(user) });
      if (allowed) expect(reply.status, `${user} ${type} ${event}`).toBe(201);
      else expectProblem(reply, 403, 'forbidden');
      const socket = await read(at, 'websocket', 'after=now', bearer(user));
      await socket.hears('"type":"hello"');
      socket.send(command({ type, event, data: 1, ref: 7 }));
      await socket.hears('"ref":7');
      if (!allowed) expect(socket.received).toContain('{"type":"error","ref":7,"code":"forbidden","message":"Expected ');
      expect(at.log.window.head - before, `${user} ${type} ${event}`).toBe(allowed ? 2 : 0);
      // The connection stays open.
      socket.send(command({ type: 'subscribe', event: 'b', ref: 8 }));
      await socket.hears('{"type":"ack","ref":8');
      socket.reset();
    }
    const whole = await post(at, '[{"event":"a","data":1},{"event":"a","data":1,"broadcast":true}]', { ...json, ...bearer('ann') });
    expect(expectProblem(whole, 403, 'forbidden').detail).toContain('message 1 of the array');
    expectProblem(await post(at, '[]', { ...json, ...bearer('ann') }), 400, 'bad-message');
    expectProblem(await post(at, '{"event":7,"data":1}', { ...json, ...bearer('ann') }), 400, 'bad-message');
    expectProblem(await post(at, 'not JSON'), 401, 'unauthorized');
    const ticket = at.streams.ticket({ read: [], publish: ['a'] });
    for (const status of [201, 401]) {
      const options = { method: 'POST', headers: json, body: '{"event":"a","data":1}' };
      expect((await ask(at, `/publish?ticket=${ticket}`, options)).status).toBe(status);
    }
  });

  test('a subscription to a forbidden event is refused with its ref, and the first allowed one narrows what is read', async () => {
    const at = await startStreams({ authorize });
    const socket = await read(at, 'websocket', 'after=now', bearer('ann'));
    await socket.hears('"type":"hello"');
    socket.send(command({ type: 'subscribe', event: 'c', ref: 'c' }));
    await socket.hears('{"type":"error","ref":"c","code":"forbidden","message":"Expected an event that you may read; got \\"c\\". ');
    await at.log.append([{ event: 'a', data: 'before' }]);
    await sees(socket, 'a', 'before');
    socket.send(command({ type: 'subscribe', event: 'b', ref: 1 }));
    await socket.hears('{"type":"ack","ref":1');
    await at.log.append(history);
    await sees(socket, 'b', 'end');
    expect(seen(socket)).toEqual(['a before', 'b 2', 'z 4', 'b end']);
    socket.send(command({ type: 'unsubscribe', event: 'b', ref: 2 }));
    await socket.hears('{"type":"ack","ref":2');
    await at.log.append([...history, { event: 'z', data: 'last', broadcast: true }]);
    await sees(socket, 'z', 'last');
    expect(seen(socket).slice(4)).toEqual(['z 4', 'z last']);
  });
});

test('an expired right to publish no longer works on an open connection', async () => {
  const at = await startStreams({ authorize: (request) => ({ ...rightsOf(request), until: Date.now() + 60_000 }) });
  const socket = await read(at, 'websocket', '', bearer('root'));
  await socket.hears('hello');
  // The timer that ends the stream may be late, so the clock is moved instead.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
  socket.send(command({ type: 'publish', event: 'a', data: 1, ref: 1 }));
  await socket.hears('"code":"unauthorized"');
  expect(at.log.window.head).toBe(0);
  clock.mockRestore();
});
