import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { Guests } from '../../server/lab/apparatus/weather/guests.ts';
import { lanUrls } from '../../server/lab/lan-urls.ts';
import { allowanceOf, clientOf, RelayedClients } from '../../server/lab/limits/address.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { command } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const visitor = (last: number) => ({ 'X-Forwarded-For': `203.0.113.${last}` });
const json = { 'Content-Type': 'application/json' };
const fine = '{"event":"a","data":1}';

describe('Which addresses share one allowance', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:db8:0:1::5', '2001:db8:0:1::/64'],
    ['2001:DB8::1:2:3:4', '2001:db8:0:0::/64'],
    ['[2001:db8:0:1::5]:443', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['127.0.0.1', undefined],
    ['127.9.9.9', undefined],
    ['::1', undefined],
    ['::ffff:127.0.0.1', undefined],
    ['unknown', 'unknown'],
    ['', ''],
    ['x'.repeat(10_000), 'x'.repeat(64)],
  ])('%s', (address, allowance) => {
    expect(allowanceOf(address)).toBe(allowance);
  });

  it('the address from a trusted proxy counts first, then that from the relay, then that of the connection', () => {
    const relayed = new RelayedClients();
    relayed.came({ port: 4_000, address: '203.0.113.1' });
    const request = (remoteAddress: string, remotePort: number) => ({ headers: {}, socket: { remoteAddress, remotePort } }) as never;
    const of = clientOf(() => ({}), relayed);
    expect([of(request('127.0.0.1', 4_000)), of(request('127.0.0.1', 4_001)), of(request('203.0.113.2', 4_001))]).toEqual([
      '203.0.113.1',
      undefined,
      '203.0.113.2',
    ]);
    expect(clientOf(() => ({ address: '203.0.113.3' }), relayed)(request('127.0.0.1', 4_000))).toBe('203.0.113.3');
    relayed.went(4_000);
    expect(of(request('127.0.0.1', 4_000))).toBeUndefined();
  });
});

describe('A lab behind a proxy that it trusts', () => {
  it('answers 429 with Retry-After to an address that sends too many requests, on any path, and still serves the others', async () => {
    const lab = await startTestLab({ trustProxy: true, addressRequests: 1 });
    // All at once, because the allowance refills with time.
    const refused = async (path: string, headers = {}) => {
      const replies = await Promise.all(Array.from({ length: 30 }, () => ask(lab, path, { headers: { ...headers, ...visitor(1) } })));
      return replies.find(({ status }) => status === 429);
    };
    for (const path of ['/stream/polling', '/', '/healthz', '/nowhere', '/stream/websocket']) {
      const reply = await refused(path, path === '/stream/websocket' ? { ...handshake, Origin: 'https://evil.example' } : {});
      expectProblem(reply ?? { status: 0, headers: {}, body: '' }, 429, 'too-many-requests');
      expect(Number(reply?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect((await ask(lab, '/stream/polling', { headers: visitor(2) })).status).toBe(200);
    // Loopback has no limit.
    for (let count = 0; count < 20; count += 1) expect((await ask(lab, '/stream/polling')).status).toBe(200);
  });

  it('counts what an address publishes, over HTTP and over a WebSocket alike', async () => {
    const lab = await startTestLab({ trustProxy: true, addressPublishBytes: 1 });
    const large = JSON.stringify({ event: 'a', data: 'x'.repeat(3_000) });
    expect((await post(lab, large, { ...json, ...visitor(1) })).status).toBe(201);
    const reply = await post(lab, fine, { ...json, ...visitor(1) });
    expectProblem(reply, 429, 'too-many-requests');
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const socket = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...visitor(1) }));
    await socket.hears('hello');
    socket.send(command({ type: 'publish', event: 'a', data: 1, ref: 1 }));
    await socket.hears('too-many-requests');
    expectProblem(
      await ask(lab, '/push', { method: 'POST', headers: { ...visitor(1), 'Content-Type': 'text/plain' }, body: 'x' }),
      429,
      'too-many-requests',
    );
    expect((await post(lab, fine, { ...json, ...visitor(2) })).status).toBe(201);
    expect(lab.log.window.head).toBe(2);
  });

  it('counts bytes and not characters, over HTTP and over a WebSocket alike', async () => {
    const lab = await startTestLab({ trustProxy: true, addressPublishBytes: 2_000 });
    // 3,000 characters, of three bytes each, where 4,000 bytes are allowed at once.
    const large = { event: 'a', data: '€'.repeat(3_000) };
    expect((await post(lab, JSON.stringify(large), { ...json, ...visitor(1) })).status).toBe(201);
    expectProblem(await post(lab, fine, { ...json, ...visitor(1) }), 429, 'too-many-requests');
    const socket = (await openRaw(lab)).send(get('/stream/websocket', { ...handshake, ...visitor(2) }));
    await socket.hears('hello');
    socket.send(Buffer.concat([command({ type: 'publish', ...large }), command({ type: 'publish', event: 'a', data: 1 })]));
    await socket.hears('too-many-requests');
  });

  it('ignores what a client says of its own address without --trust-proxy', async () => {
    const lab = await startTestLab({ addressRequests: 1 });
    for (let count = 0; count < 10; count += 1) expect((await ask(lab, '/stream/polling', { headers: visitor(1) })).status).toBe(200);
  });
});

test('the relay counts connections itself, tells refused clients why, and tells the server the addresses of the others', async () => {
  const told: string[] = [];
  const clients = { came: ({ address }: { address: string }) => void told.push(address), went: () => void told.push('gone') };
  const guests = new Guests({ connections: 2, requests: 0, publishBytes: 0 }, clients, (address) => address);
  const server = createServer((client) => {
    if (!guests.admit(client)) return;
    const onwards = connect({ port, host: '127.0.0.1' });
    guests.announce(client, onwards);
    onwards.on('error', () => {});
    client.once('close', () => onwards.destroy());
  }).listen(0, '127.0.0.1');
  const behind = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    behind.close();
  });
  await Promise.all([once(server, 'listening'), once(behind, 'listening')]);
  const { port } = behind.address() as { port: number };
  const at = { port: (server.address() as { port: number }).port };
  const [one] = [await openRaw(at), await openRaw(at)];
  const refused = await openRaw(at);
  expectProblem(await refused.response(), 503, 'unavailable');
  expect((await refused.response()).headers['retry-after']).toBe('5');
  (one.socket as Socket).destroy();
  await eventually('the server to be told of both, and of the end of one', () => told.length === 3);
  expect(told.sort()).toEqual(['127.0.0.1', '127.0.0.1', 'gone']);
});

const [own] = lanUrls('0.0.0.0', 0);
test.skipIf(!own)('an address keeps its allowance behind the relay, which tells the lab the address of each connection', async () => {
  const lab = await startTestLab({ host: '0.0.0.0', token: 'a-token-of-some-length', weather: true, rtt: 0, addressRequests: 1 });
  const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(`${own?.replace(/0$/, '')}${lab.port}/stream/polling`)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  expect((await ask(lab, '/stream/polling')).status).toBe(200);
});
