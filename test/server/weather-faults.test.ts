import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { Client, serveEcho, weatherFor, within } from './weather-support.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

describe('Faults', () => {
  it('cut: every connection is reset, and a new one is accepted', async () => {
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

  it('black hole: nothing passes, connections are still accepted, and all bytes arrive when it is lifted', async () => {
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
    await before.until('the bytes that were sent during the black hole', () => before.text === 'hereinto the dark');
    await during.until('the bytes that were sent during the black hole', () => during.text === 'me too');
  });

  it('black hole with a duration: it ends by itself', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    await client.echo('here');
    const began = performance.now();
    weather.fault({ kind: 'black-hole', seconds: 0.3 });
    await client.echo('later');
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  });

  it('stall: one direction stops, the other goes on', async () => {
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

  it('two at once last until both are lifted', async () => {
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

  it('unavailable: requests and upgrades get a 503, and open streams go on', async () => {
    const lab = await startTestLab();
    const weather = await weatherFor({ port: lab.port });
    const url = `http://127.0.0.1:${weather.port}`;
    const stream = new Client(weather.port);
    stream.socket.write(get('/stream/sse'));
    await stream.until('hello', () => stream.text.includes('event: hello'));
    const lift = weather.fault({ kind: 'unavailable' });
    const refused = await fetch(`${url}/healthz`);
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'unavailable' }]);
    // A page of an allowed foreign origin must be able to read the reason and Retry-After.
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
