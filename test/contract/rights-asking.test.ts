import { expect, onTestFinished, test } from 'vitest';
import { openStream } from '../../client/stream/index.ts';
import { PeerError, type Rights } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { impatient } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { command } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';
import { bearer, history, read, rightsOf, users } from './rights-support.ts';

expectNoMistakes();

test('authorize gets the requested transport and events, once for a WebSocket and for every other request', async () => {
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

test('a plain EventSource or WebSocket gets in with a ticket, and the EventSource stops when the ticket is used up', async () => {
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

test('a client whose event stream broke off opens the next with a new ticket, and presents none twice', async () => {
  const at = await startStreams({ authorize: rightsOf });
  const presented: (string | null)[] = [];
  at.server.on('request', ({ url = '' }) => void presented.push(new URL(url, at.url).searchParams.get('ticket')));
  const stream = openStream(at.url, { transport: 'sse', ticket: () => at.streams.ticket(users.ann as Rights), ...nodeClasses, ...impatient });
  onTestFinished(() => stream.close());
  await eventually('the stream to be open', () => at.followers() === 1);
  at.server.closeAllConnections();
  await eventually('the stream to be back', () => presented.length > 1 && at.followers() === 1);
  expect(presented).toHaveLength(2);
  expect(new Set(presented).size).toBe(2);
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

test('a refusal with another code of the protocol gets the status of that code', async () => {
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
