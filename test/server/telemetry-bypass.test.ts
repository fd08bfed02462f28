import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../bench/processes/free-port.ts';
import { asksFor } from '../../server/lab/apparatus/weather/bypass.ts';
import { type Conditions, startWeather } from '../../server/lab/apparatus/weather/weather.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { ask as askAt } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { handshake } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';
import { ask, Onlooker } from './telemetry-support.ts';
import { Client, serve } from './weather-support.ts';

expectNoMistakes();

/** A server that answers each request with the server's name and the first line of the request, and keeps the connection. */
const serveNamed = (name: string) =>
  serve(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        for (const [line] of String(bytes).matchAll(/^GET \S+/gm)) {
          const body = `${name} ${line};`;
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        }
      });
    }),
  );

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

async function weatherWithBypass(conditions: Partial<Conditions> = {}) {
  const [target, around] = await Promise.all([serveNamed('streams'), serveNamed('telemetry')]);
  const place = { host: '127.0.0.1', port: 0, bypass: { requests: ['GET /telemetry', 'POST /telemetry/ticket'], port: around.port } };
  const weather = await startWeather(target, conditions, place);
  onTestFinished(() => weather.close());
  const client = () => new Client(weather.port);
  const answer = (to: Client, text: string) => eventually(`the answer ${text}`, () => to.text.includes(text));
  return { weather, client, answer };
}

describe('the bypass of the relay', () => {
  it.each([
    ['', undefined],
    ['GET /telem', undefined],
    ['GET /telemetry', undefined],
    ['GET /telemetry ', true],
    ['GET /telemetry?token=x HTTP/1.1', true],
    ['GET /telemetry/', false],
    ['GET /telemetries', false],
    ['POST /telemetry ', false],
    ['POST /telemetry/tic', undefined],
    ['POST /telemetry/ticket HTTP/1.1', true],
    ['POST /telemetry/tickets ', false],
    ['GET /telemetry/ticket ', false],
    ['GET /stream/sse', false],
    ['GET /stream/sse?x=GET /telemetry ', false],
    ['\u0016\u0003\u0001', false],
  ])('%j asks for /telemetry: %s', (bytes, asked) => {
    expect(asksFor(['GET /telemetry', 'POST /telemetry/ticket'], Buffer.from(bytes, 'latin1'))).toBe(asked);
  });

  it('takes a client whose first request asks for it, also byte by byte, around every fault, and no others; the relay counts only the others', async () => {
    const { weather, client, answer } = await weatherWithBypass({ rtt: 10_000 });
    weather.fault({ kind: 'black-hole' });
    weather.fault({ kind: 'unavailable' });
    const [asking, other] = [client(), client()];
    const text = request('/telemetry?token=x');
    for (const character of text.slice(0, 20)) {
      asking.socket.write(character);
      await new Promise(setImmediate);
    }
    asking.socket.write(text.slice(20));
    other.socket.write(request('/stream/polling'));
    await answer(asking, 'telemetry ');
    await eventually('the other one to be counted', () => weather.stats().accepted === 1);
    expect(weather.stats().up.total).toBe(request('/stream/polling').length);
    expect(weather.stats().down.total).toBe(0);
    weather.fault({ kind: 'cut' });
    await eventually('the other one to be cut', () => other.ended === 'reset');
    expect(asking.ended).toBeUndefined();
  });

  it('takes over a connection that a proxy reuses, between two requests and not before the answer', async () => {
    const { weather, client, answer } = await weatherWithBypass({ rtt: 40 });
    const kept = client();
    kept.socket.write(request('/stream/polling'));
    await answer(kept, 'streams GET /stream/polling');
    // The second request arrives before the first is answered.
    kept.socket.write(request('/one'));
    kept.socket.write(request('/telemetry'));
    await answer(kept, 'streams GET /telemetry');
    kept.socket.write(request('/telemetry'));
    await answer(kept, 'telemetry GET /telemetry');
    const relayed = request('/stream/polling').length + request('/one').length + request('/telemetry').length;
    expect(weather.stats()).toMatchObject({ accepted: 1, open: [], up: { total: relayed, heads: relayed } });
    weather.fault({ kind: 'cut' });
    kept.socket.write(request('/again'));
    await answer(kept, 'telemetry GET /again');
  });

  it('relays a silent client, resets it by a cut, and forgets a client that disconnects', async () => {
    const { weather, client } = await weatherWithBypass();
    const [silent, gone] = [client(), client()];
    gone.socket.end();
    await eventually('the one to be gone', () => gone.ended !== undefined);
    await eventually('the silent one to be relayed', () => weather.stats().accepted === 1);
    weather.fault({ kind: 'cut' });
    await eventually('it to be reset', () => silent.ended === 'reset');
    const early = client();
    await once(early.socket, 'connect');
    await eventually('it to be reset before it is relayed', () => {
      weather.fault({ kind: 'cut' });
      return early.ended === 'reset';
    });
  });
});

describe('one port for streams and telemetry', () => {
  it('serves streams through the weather and telemetry around it, also during a restart', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    const second = await Onlooker.at(lab);
    await second.tell({ type: 'fault', fault: { kind: 'black-hole' } });
    await second.tell({ type: 'lift' });
    await onlooker.until('the streams to be back', () => onlooker.state.faults.length === 0);
    const poll = ask(lab, 'polling');
    await eventually('an answer', () => poll.text.includes('"notifications"'));
  });

  it('accepts the handshake on a connection that has polled before, and serves no stream on one that began with telemetry', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const kept = ask(lab, 'polling');
    await eventually('an answer', () => kept.text.includes('"notifications"'));
    const fields = Object.entries(handshake).map(([name, value]) => `${name}: ${value}\r\n`);
    const host = `Host: 127.0.0.1:${lab.port}\r\n`;
    kept.socket.write(`GET /telemetry HTTP/1.1\r\n${host}${fields.join('')}\r\n`);
    await eventually('the welcome', () => kept.text.includes('"type":"welcome"'));

    const mixed = new Client(lab.port);
    mixed.socket.write(`GET /telemetry HTTP/1.1\r\n${host}\r\nGET /stream/polling HTTP/1.1\r\n${host}\r\n`);
    await eventually('the connection to end', () => mixed.ended !== undefined);
    expect(mixed.text).toMatch(/^HTTP\/1\.1 426 /);
    expect(mixed.text).not.toContain('"cursor"');
  });
});

describe('a port for telemetry alone', () => {
  it('admits pages of the lab only, has no streams, and does not change the first port', async () => {
    const port = await freePort();
    const lab = await startTestLab({ weather: true, rtt: 0, telemetryPort: port });
    const beside = { url: lab.url, port } as Lab;
    expect((await Onlooker.at(beside)).welcome.may).toBe('control');
    expect((await Onlooker.at(lab)).welcome.may).toBe('control');
    expect((await askAt({ port }, '/stream/polling')).status).toBe(404);
    for (const origin of ['https://evil.example', `http://localhost:${port}`]) {
      const asked = await askAt({ port }, '/telemetry', { headers: { ...handshake, Origin: origin } });
      expect([asked.status, JSON.parse(asked.body).code], origin).toEqual([403, 'foreign-origin']);
    }
  });

  it('names the flag whose port is in use', async () => {
    const { port } = await serveNamed('another program');
    await expect(startTestLab({ weather: true, rtt: 0, telemetryPort: port })).rejects.toThrow(/--telemetry-port/);
  });
});
