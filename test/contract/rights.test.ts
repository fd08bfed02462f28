import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Authorize, PeerError, parseCursor, type Rights } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { nodeClasses } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { closeOf, command } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';
import { bearer, history, read, rightsOf, seen, sees, users } from './rights-support.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };
const later: Authorize = async (request) => {
  await new Promise((resolve) => setImmediate(resolve));
  return rightsOf(request);
};

/** Rights as somebody else tells them at once, or later. */
const answers: [how: string, authorize: Authorize][] = [
  ['at once', rightsOf],
  ['later', later],
];

describe.each(answers)('Where authorize answers %s,', (_how, authorize) => {
  describe.each(transportNames)('over %s', (transport) => {
    test('a reader gets what he asks for and may read, and broadcasts if he may', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const expected: [user: string, query: string, end: [string, string], seen: string[]][] = [
        ['ann', '', ['b', 'end'], ['a 1', 'b 2', 'z 4', 'a end', 'b end']],
        ['ann', '&event=a', ['a', 'end'], ['a 1', 'z 4', 'a end']],
        ['bob', '', ['b', 'end'], ['b 2', 'b end']],
        ['eve', '', ['b', 'end'], ['a 1', 'b 2', 'c 3', 'a end', 'b end']],
        ['eve', '&event=c', ['c', '3'], ['c 3']],
        ['root', '', ['b', 'end'], ['a 1', 'b 2', 'c 3', 'z 4', 'a end', 'b end']],
      ];
      for (const [user, query, end, all] of expected) {
        const connection = await read(at, transport, `after=earliest${query}`, bearer(user));
        await sees(connection, ...end);
        expect(seen(connection), `${user} ${query}`).toEqual(all);
      }
    });

    test('a question for a forbidden event is refused whole, and so is who is not known', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const forbidden = await (await read(at, transport, 'after=earliest&event=a&event=c', bearer('ann'))).response();
      expect(expectProblem(forbidden, 403, 'forbidden').detail).toContain('"c"');
      const unknown = await (await read(at, transport, 'after=earliest')).response();
      expectProblem(unknown, 401, 'unauthorized');
      expect(unknown.headers['www-authenticate']).toBe('Bearer');
      expect(at.followers()).toBe(0);
    });

    test('a foreign cursor is a place and no right: the reader gets his own from there, and a gap as ever', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const root = await read(at, transport, 'after=earliest&event=c', bearer('root'));
      await sees(root, 'c', '3');
      const [, cursor = ''] = /"id":"([^"]+)","event":"c"/.exec(root.received) ?? [];
      expect(parseCursor(cursor)?.seq).toBe(3);
      const bob = await read(at, transport, `after=${cursor}`, bearer('bob'));
      await sees(bob, 'b', 'end');
      expect(seen(bob)).toEqual(['b end']);
      const stranger = await read(at, transport, 'after=elsewhere-3', bearer('bob'));
      await sees(stranger, 'b', 'end');
      expect(seen(stranger)).toEqual(['b 2', 'b end']);
      expect(stranger.received).toContain('"reason":"epoch"');
    });

    test('a ticket is good for one request, by whoever presents it', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const ticket = at.streams.ticket({ read: ['b'], publish: false });
      expect(at.streams.tickets()).toBe(1);
      const first = await read(at, transport, `after=earliest&ticket=${ticket}`);
      await sees(first, 'b', 'end');
      expect(seen(first)).toEqual(['b 2', 'z 4', 'b end']);
      expect(at.streams.tickets()).toBe(0);
      for (const text of [ticket, '', 'made-up']) {
        const reply = await (await read(at, transport, `after=earliest&ticket=${text}`, bearer('root'))).response();
        expect(expectProblem(reply, 401, 'unauthorized').detail).toContain('ticket');
      }
    });
  });

  test('a reader who switches transports goes on with his own events, none twice and none of others', async () => {
    const at = await startStreams({ authorize });
    let cursor = at.log.window.cursor(0);
    for (const [round, transport] of [...transportNames, ...transportNames].entries()) {
      await at.log.append([
        { event: 'c', data: `${round}` },
        { event: 'b', data: `${round}` },
        { event: 'a', data: `${round}` },
      ]);
      const connection = await read(at, transport, `after=${cursor}`, bearer('ann'));
      await sees(connection, 'a', `${round}`);
      expect(seen(connection)).toEqual([`b ${round}`, `a ${round}`]);
      cursor = [...connection.received.matchAll(/"id":"([^"]+)"/g)].at(-1)?.[1] ?? '';
      connection.reset();
    }
  });

  test('each message that is published is checked, over HTTP and WebSocket alike', async () => {
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
      // The connection stays.
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

  test('a subscription to a forbidden event is refused with its ref, and the first one narrows all that may be read', async () => {
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

  test('when rights end in mid-stream, every stream ends and says so, and nobody comes back with them', async () => {
    const until = { after: Number.POSITIVE_INFINITY };
    const at = await startStreams({
      async authorize(request, wants) {
        const rights = await authorize(request, wants);
        return { ...rights, until: Date.now() + until.after };
      },
    });
    until.after = 150;
    const [poll, sse, plain, socket] = [
      await read(at, 'long-polling', 'after=now&hold=55', bearer('ann')),
      await read(at, 'sse', '', bearer('ann')),
      (await openRaw(at)).send('GET /stream/sse HTTP/1.0\r\nAuthorization: Bearer ann\r\n\r\n'),
      await read(at, 'websocket', '', bearer('ann')),
    ];
    expect((await poll.response()).status).toBe(200);
    await Promise.all([sse, plain, socket].map((stream) => stream.isEnded()));
    expect(sse.received).toMatch(/event: end\ndata: \{"code":"unauthorized","message":"Expected .+"\}\n\n\r\n0\r\n\r\n$/);
    expect(plain.received).toMatch(/event: end\ndata: \{"code":"unauthorized".+\}\n\n$/);
    expect(closeOf(socket)).toEqual({ code: 4401, reason: 'unauthorized: Come back with new ones.' });
    until.after = -1;
    for (const transport of transportNames) expectProblem(await (await read(at, transport, '', bearer('ann'))).response(), 401, 'unauthorized');
    expectProblem(await post(at, '{"event":"a","data":1}', { ...json, ...bearer('ann') }), 401, 'unauthorized');
    expect(at.followers()).toBe(0);
  });

  test('revoking ends the streams and takes the tickets of one, and of nobody else', async () => {
    const at = await startStreams({ authorize });
    const open = (user: string) =>
      Promise.all([
        read(at, 'long-polling', `after=${at.log.window.cursor(0)}&hold=55`, bearer(user)),
        read(at, 'sse', 'after=now', bearer(user)),
        read(at, 'websocket', 'after=now', bearer(user)),
      ]);
    const [anns, roots] = [await open('ann'), await open('root')];
    await Promise.all([...anns.slice(1), ...roots.slice(1)].map((stream) => stream.hears('hello')));
    await eventually('six readers', () => at.followers() === 6);
    const [ticket, kept] = ['ann', 'root'].map((who) => at.streams.ticket({ who, read: true, publish: true }));
    expect(at.streams.revoke('ann')).toBe(3);
    expect([at.streams.revoke('ann'), at.streams.revoke('nobody')]).toEqual([0, 0]);
    const [poll, sse, socket] = anns;
    expect((await poll.response()).status).toBe(204);
    await Promise.all([sse.isEnded(), socket.isEnded()]);
    expect(sse.received).toMatch(/event: end\ndata: .+\n\n\r\n0\r\n\r\n$/);
    expect(closeOf(socket).code).toBe(4401);
    expect((await ask(at, `/stream/polling?ticket=${ticket}`)).status).toBe(401);
    expect((await ask(at, `/stream/polling?ticket=${kept}`)).status).toBe(200);
    await at.log.append(history);
    for (const stream of roots) await sees(stream, 'b', 'end');
    expect((await ask(at, '/stream/polling', { headers: bearer('ann') })).status).toBe(200);
  });

  test('to a browser a refused WebSocket is told by a close code', async () => {
    const at = await startStreams({ authorize });
    const browser = { 'User-Agent': 'Mozilla/5.0' };
    const unknown = await read(at, 'websocket', '', browser);
    await unknown.isEnded();
    expect(closeOf(unknown)).toEqual({ code: 4401, reason: 'unauthorized: Log in.' });
    const forbidden = await read(at, 'websocket', 'event=c', { ...browser, ...bearer('ann') });
    await forbidden.isEnded();
    expect(closeOf(forbidden)).toEqual({ code: 4403, reason: 'forbidden: Leave it out, or ask with other rights.' });
  });
});

test('who has the right to publish until a time has it no longer on a connection that is still open', async () => {
  const at = await startStreams({ authorize: (request) => ({ ...rightsOf(request), until: Date.now() + 60_000 }) });
  const socket = await read(at, 'websocket', '', bearer('root'));
  await socket.hears('hello');
  // A timer may be late.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
  socket.send(command({ type: 'publish', event: 'a', data: 1, ref: 1 }));
  await socket.hears('"code":"unauthorized"');
  expect(at.log.window.head).toBe(0);
  clock.mockRestore();
});

test('authorize is told what is wanted, once for a WebSocket and for each request otherwise', async () => {
  const wanted: unknown[] = [];
  const at = await startStreams({
    authorize(request, wants) {
      wanted.push({ ...wants, token: request.headers.authorization });
      return users.root as Rights;
    },
  });
  await (await openRaw(at)).send(get('/stream/polling?event=a') + get('/stream/long-polling?broadcasts=only')).response(2);
  await (await read(at, 'sse', 'event=b', bearer('x'))).hears('hello');
  const socket = await read(at, 'websocket', '');
  await socket.hears('hello');
  socket.send(command({ type: 'publish', event: 'c', data: 1, ref: 1 }));
  await socket.hears('"ref":1');
  await post(at, '{"event":"a","data":1}');
  expect(wanted).toEqual([
    { transport: 'polling', events: ['a'], token: undefined },
    { transport: 'long-polling', events: [], token: undefined },
    { transport: 'sse', events: ['b'], token: 'Bearer x' },
    { transport: 'websocket', events: undefined, token: undefined },
    { transport: 'publish', events: undefined, token: undefined },
  ]);
});

test('an EventSource and a WebSocket that know nothing of this come in with a ticket, and an EventSource gives up when it is used', async () => {
  const at = await startStreams({ authorize: rightsOf });
  const ticket = () => at.streams.ticket(users.ann as Rights);
  const source = new nodeClasses.EventSource(`${at.url}/stream/sse?ticket=${ticket()}`);
  onTestFinished(() => source.close());
  const socket = new nodeClasses.WebSocket(`${at.url.replace('http', 'ws')}/stream/websocket?ticket=${ticket()}`);
  const heard = (target: EventTarget, type: string) => new Promise<Event>((resolve) => target.addEventListener(type, resolve, { once: true }));
  await Promise.all([heard(source, 'hello'), heard(socket, 'message')]);
  const got = Promise.all([heard(source, 'message'), heard(socket, 'message')]);
  await at.log.append(history.slice(0, 1));
  for (const event of await got) expect((event as MessageEvent).data).toContain('"event":"a","data":"1"');
  const [ended, closed] = [heard(source, 'end'), heard(socket, 'close')];
  expect(at.streams.revoke('ann')).toBe(2);
  expect(((await ended) as MessageEvent).data).toContain('"code":"unauthorized"');
  expect(await closed).toMatchObject({ code: 4401 });
  while (source.readyState !== 2) await heard(source, 'error');
});

test('a page of an allowed origin may send its token', async () => {
  const at = await startStreams({ authorize: rightsOf, origins: ['https://app.example'], onError() {} });
  const asking = {
    Origin: 'https://app.example',
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization, x-token',
  };
  const preflight = await ask(at, '/stream/polling', { method: 'OPTIONS', headers: asking });
  expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([204, 'Content-Type, Last-Event-ID, authorization, x-token']);
  const refused = await ask(at, '/stream/polling', { headers: { Origin: 'https://app.example' } });
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, 'https://app.example']);
  expect((await ask(at, '/stream/websocket', { headers: { ...handshake, ...bearer('root'), Origin: 'https://evil.example' } })).status).toBe(403);
});

test('a refusal with another code of the table is answered with its status', async () => {
  const at = await startStreams({
    authorize() {
      throw new PeerError('unavailable', 'Expected the users; got no answer from them. Ask again later.', { 'Retry-After': '5' });
    },
  });
  for (const transport of transportNames) {
    const reply = await (await read(at, transport, '')).response();
    expectProblem(reply, 503, 'unavailable');
    expect(reply.headers['retry-after']).toBe('5');
  }
});
