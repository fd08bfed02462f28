import { createServer as createHttpServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openInNode } from '../support/platform.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { Client, serve, serveEcho, weatherFor, within } from './weather-support.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

describe('Proxies', () => {
  it('with an idle timeout end a silent connection, and keep an active one', async () => {
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

  it('close a silent connection by a shorter timeout that was set later', async () => {
    const weather = await weatherFor(await serveEcho(), { idleTimeout: 60_000 });
    const client = new Client(weather.port);
    await client.echo('here');
    weather.set({ idleTimeout: 100 });
    await client.until('the end', () => client.ended === 'end');
  });

  it('that buffer hold back a stream, and pass on complete answers', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port }, { buffering: 2_000 });
    expect((await fetch(`http://127.0.0.1:${weather.port}/healthz`)).status).toBe(200);
    const client = new Client(weather.port);
    client.socket.write(get('/stream/sse'));
    await expect.poll(() => weather.stats().open.some(({ queued }) => queued.down > 200)).toBe(true);
    expect(client.length).toBe(0);
    await appendNumbers(lab, 100);
    await client.until('the bytes that were held back', () => client.length >= 2_000);
  });

  it('that buffer pass on the answer to HEAD, which has no body despite its Content-Length', async () => {
    const target = await serve(createHttpServer((_, response) => response.setHeader('Content-Length', 5).end('12345')));
    const weather = await weatherFor(target, { buffering: 2_000 });
    const client = new Client(weather.port);
    client.socket.write(`${get('/').replace('GET', 'HEAD')}${get('/')}`);
    await client.until('both answers', () => client.text.endsWith('12345'));
    expect(client.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    client.socket.write(get('/').replace('GET', 'HEAD'));
    await client.until('a third', () => client.text.match(/HTTP\/1\.1 200/g)?.length === 3);
  });

  it('that buffer pass on what they have kept once buffering is turned off', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port }, { buffering: 2_000 });
    const client = new Client(weather.port);
    client.socket.write(get('/stream/sse'));
    await expect.poll(() => weather.stats().open.some(({ queued }) => queued.down > 200)).toBe(true);
    weather.set({ buffering: 0 });
    await client.until('the hello', () => client.text.includes('event: hello'));
  });

  it('that swallow frames pass on the handshake, and nothing after it', async () => {
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

  it('that have swallowed frames reset those connections when it is turned off, because a client could not see the loss', async () => {
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
