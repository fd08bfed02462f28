import { createServer as createHttpServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { forkWeather } from '../../server/lab/apparatus/weather/process.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { openInNode } from '../support/platform.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { Client, serve, serveEcho, weatherFor, within } from './weather-support.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

describe('Faults', () => {
  it('cut: every connection is reset, and a new one is taken', async () => {
    const weather = await weatherFor(await serveEcho());
    const clients = [new Client(weather.port), new Client(weather.port)];
    for (const client of clients) await client.echo('here');
    weather.fault({ kind: 'cut' });
    for (const client of clients) await client.until('a reset', () => client.ended === 'reset');
    await new Client(weather.port).echo('again');
  });

  it('end: every connection is ended politely', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    await client.echo('here');
    weather.fault({ kind: 'end' });
    await client.until('the end', () => client.ended === 'end');
  });

  it('black hole: nothing passes, connections are taken all the same, and all of it arrives when it is lifted', async () => {
    const weather = await weatherFor(await serveEcho());
    const before = new Client(weather.port);
    await before.echo('here');
    const lift = weather.fault({ kind: 'black-hole' });
    const during = new Client(weather.port);
    before.socket.write('into the dark');
    during.socket.write('me too');
    await expect.poll(() => weather.stats().open.map(({ queued }) => queued.up)).toEqual([13, 6]);
    expect([before.length, during.length]).toEqual([4, 0]);
    lift();
    lift();
    await before.until('what was sent in the dark', () => before.text === 'hereinto the dark');
    await during.until('what was sent in the dark', () => during.text === 'me too');
  });

  it('black hole for a time: it ends by itself', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    await client.echo('here');
    const began = performance.now();
    weather.fault({ kind: 'black-hole', seconds: 0.3 });
    await client.echo('later');
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  });

  it('stall: one direction stands still, the other goes on', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port });
    const client = new Client(weather.port);
    client.socket.write(get('/stream/sse'));
    await client.until('hello', () => client.text.includes('event: hello'));
    const lift = weather.fault({ kind: 'stall', direction: 'up' });
    client.socket.write('unheard');
    await appendNumbers(lab, 1);
    await client.until('a notification', () => client.text.includes('"data":1'));
    expect(weather.stats().open[0]?.queued.up).toBe(7);
    lift();
    await expect.poll(() => weather.stats().open[0]?.queued.up).toBe(0);
  });

  it('two of them hold until both are lifted', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    await client.echo('here');
    const lifts = [weather.fault({ kind: 'stall', direction: 'up' }), weather.fault({ kind: 'stall', direction: 'up' })];
    client.socket.write('word');
    await expect.poll(() => weather.stats().open[0]?.queued.up).toBe(4);
    lifts[0]?.();
    expect(weather.stats().open[0]?.queued.up).toBe(4);
    lifts[1]?.();
    await client.until('the word', () => client.text === 'hereword');
  });

  it('unavailable: requests and upgrades get a 503, streams that are open go on', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port });
    const url = `http://127.0.0.1:${weather.port}`;
    const stream = new Client(weather.port);
    stream.socket.write(get('/stream/sse'));
    await stream.until('hello', () => stream.text.includes('event: hello'));
    const lift = weather.fault({ kind: 'unavailable' });
    const refused = await fetch(`${url}/healthz`);
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'unavailable' }]);
    // A page of a foreign origin that was allowed has to be able to read why, and when to come back.
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect([refused.headers.get('access-control-expose-headers'), refused.headers.get('retry-after')]).toEqual(['Retry-After', '1']);
    const upgrade = new WebSocket(`${url.replace('http', 'ws')}/stream/websocket`);
    const status = new Promise<number>((resolve) => {
      upgrade.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      upgrade.on('error', () => {});
    });
    expect(await within('the refusal of an upgrade', status)).toBe(503);
    await appendNumbers(lab, 1);
    await stream.until('a notification', () => stream.text.includes('"data":1'));
    lift();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('Proxies', () => {
  it('with an idle timeout end a silent connection, and leave one that talks', async () => {
    const weather = await weatherFor(await serveEcho(), { idleTimeout: 2_000 });
    const [silent, talking] = [new Client(weather.port), new Client(weather.port)];
    const started = performance.now();
    await silent.echo('here');
    const chatter = setInterval(() => talking.socket.write('.'), 50);
    onTestFinished(() => clearInterval(chatter));
    await silent.until('the end', () => silent.ended === 'end');
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_980);
    expect(talking.ended).toBeUndefined();
  });

  it('close a silent connection by a limit that came later and is shorter', async () => {
    const weather = await weatherFor(await serveEcho(), { idleTimeout: 60_000 });
    const client = new Client(weather.port);
    await client.echo('here');
    weather.set({ idleTimeout: 100 });
    await client.until('the end', () => client.ended === 'end');
  });

  it('that buffer hold a stream back, and let whole answers pass', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port }, { buffering: 2_000 });
    expect((await fetch(`http://127.0.0.1:${weather.port}/healthz`)).status).toBe(200);
    const client = new Client(weather.port);
    client.socket.write(get('/stream/sse'));
    await expect.poll(() => weather.stats().open.some(({ queued }) => queued.down > 200)).toBe(true);
    expect(client.length).toBe(0);
    await appendNumbers(lab, 100);
    await client.until('what was held back', () => client.length >= 2_000);
  });

  it('that buffer hand on the answer to HEAD, which has no body whatever its length says', async () => {
    const target = await serve(createHttpServer((_, response) => response.setHeader('Content-Length', 5).end('12345')));
    const weather = await weatherFor(target, { buffering: 2_000 });
    const client = new Client(weather.port);
    client.socket.write(`${get('/').replace('GET', 'HEAD')}${get('/')}`);
    await client.until('both answers', () => client.text.endsWith('12345'));
    expect(client.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    client.socket.write(get('/').replace('GET', 'HEAD'));
    await client.until('a third', () => client.text.match(/HTTP\/1\.1 200/g)?.length === 3);
  });

  it('that buffer hand on what they kept once they buffer no more', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port }, { buffering: 2_000 });
    const client = new Client(weather.port);
    client.socket.write(get('/stream/sse'));
    await expect.poll(() => weather.stats().open.some(({ queued }) => queued.down > 200)).toBe(true);
    weather.set({ buffering: 0 });
    await client.until('the hello', () => client.text.includes('event: hello'));
  });

  it('that swallow frames let the handshake pass, and nothing after it', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port }, { swallowFrames: true });
    const socket = new WebSocket(`ws://127.0.0.1:${weather.port}/stream/websocket`);
    onTestFinished(() => socket.terminate());
    const messages: unknown[] = [];
    socket.on('message', (data) => messages.push(data));
    await within('the handshake', new Promise((resolve) => socket.once('open', resolve)));
    await appendNumbers(lab, 5);
    await expect.poll(() => weather.stats().down.total).toBeGreaterThan(400);
    expect(messages).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${weather.port}/healthz`)).status).toBe(200);
  });

  it('that swallowed frames reset those connections in the end: what came behind them would seem to be whole', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port });
    const reader = openInNode(`http://127.0.0.1:${weather.port}`, { transport: 'websocket', after: 'earliest' });
    await appendNumbers(lab, 5);
    await reader.reach(5);
    const before = weather.stats().down.total;
    weather.set({ swallowFrames: true });
    await appendNumbers(lab, 5, 'number', 6);
    await expect.poll(() => weather.stats().down.total).toBeGreaterThan(before);
    weather.set({ swallowFrames: false });
    await appendNumbers(lab, 5, 'number', 11);
    const notifications = await reader.reach(15);
    expect(notifications.map(({ data }) => data)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });
});

/** What a test of all transports has in common: a lab, a relay before it, and a reader behind the relay. */
async function readThrough(transport: TransportName, conditions: Parameters<typeof weatherFor>[1] = {}) {
  const lab = await startTestLab();
  const weather = await weatherFor({ port: lab.port }, conditions);
  const reader = openInNode(`http://127.0.0.1:${weather.port}`, { transport, after: 'earliest' });
  return { lab, weather, reader };
}

describe.each(transportNames)('A stream over %s', (transport) => {
  it('is whole and in order through round-trip time and jitter', async () => {
    const { lab, reader } = await readThrough(transport, { rtt: 20, jitter: 10 });
    await appendNumbers(lab, 300);
    const notifications = await reader.reach(300);
    expect(notifications.map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('is continued after a cut without loss', async () => {
    const { lab, weather, reader } = await readThrough(transport);
    await appendNumbers(lab, 10);
    await reader.reach(10);
    weather.fault({ kind: 'cut' });
    await appendNumbers(lab, 10, 'number', 11);
    const notifications = await reader.reach(20);
    expect(notifications.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

describe('A weather process', () => {
  it('does what the relay in this process does, and is gone after close', async () => {
    const weather = await forkWeather(await serveEcho(), { rtt: 60 });
    onTestFinished(() => weather.close());
    const client = new Client(weather.port);
    expect(await client.echo('ping')).toBeGreaterThanOrEqual(59);
    await weather.set({ rtt: 0 });
    const lift = await weather.fault({ kind: 'stall', direction: 'down' });
    client.socket.write('more');
    await expect.poll(async () => (await weather.stats()).open[0]?.queued.down).toBe(4);
    await lift();
    await client.until('what was held', () => client.text === 'pingmore');
    await expect(weather.set({ rtt: -1 })).rejects.toThrow('Expected rtt to be a number from 0 up; got -1.');
    await weather.close();
    await weather.close();
    await client.until('the end of the relay', () => client.ended !== undefined);
  });

  it('refuses conditions that are none before it is used', async () => {
    await expect(forkWeather({ port: 1 }, { bandwidth: -5 })).rejects.toThrow('Expected bandwidth');
  });

  it('leads elsewhere when it is told to', async () => {
    const [first, second] = [await startTestLab(), await serveEcho()];
    const weather = await weatherFor({ port: first.port });
    weather.retarget(second);
    const client = new Client(weather.port);
    await client.echo('an echo, and no lab');
    expect(client.text).toBe('an echo, and no lab');
  });
});
