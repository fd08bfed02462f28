import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWeather, type Weather } from '../../server/lab/apparatus/weather/weather.ts';
import { eventually } from '../support/eventually.ts';
import { serve } from './weather-support.ts';

/** Milliseconds: short, because the tests wait for them. */
const patience = { linger: 100, stuck: 300 };

/** A relay in front of a server that calls `greet` with each connection. */
async function relayTo(greet: (socket: Socket) => void): Promise<Weather> {
  const target = await serve(createServer({ allowHalfOpen: true }, (socket) => greet(socket.on('error', () => {}))));
  const weather = await startWeather(target, {}, undefined, patience);
  onTestFinished(() => weather.close());
  return weather;
}

/** A client that keeps its half of the connection open, whatever it receives. */
async function clinging({ port }: Weather): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const nobody = (weather: Weather) => eventually('no connection to be left', () => weather.stats().accepted > 0 && weather.stats().open.length === 0);

describe('A client that never ends its half is cut off', () => {
  it('once the server has ended and the relay has passed that on', async () => {
    const weather = await relayTo((socket) => socket.end('goodbye'));
    const client = await clinging(weather);
    const heard: string[] = [];
    client.on('data', (bytes) => heard.push(String(bytes)));
    await nobody(weather);
    expect(heard.join('')).toBe('goodbye');
  });

  it('when it was answered with 503', async () => {
    const weather = await relayTo(() => {});
    weather.fault({ kind: 'unavailable' });
    const client = await clinging(weather);
    client.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
    client.resume();
    await nobody(weather);
  });

  it.each(['black-hole', 'stall'] as const)('when its server has disconnected behind a %s that does not end', async (kind) => {
    const weather = await relayTo((socket) => socket.end('goodbye'));
    weather.fault(kind === 'stall' ? { kind, direction: 'down' } : { kind });
    await clinging(weather);
    await nobody(weather);
  });

  it('when it reads none of the last bytes of its server', async () => {
    const weather = await relayTo((socket) => socket.end(Buffer.alloc(12 * 1024 * 1024)));
    (await clinging(weather)).pause();
    await nobody(weather);
  });

  it('when its connection is ended by a fault, and it does not read to the end', async () => {
    const weather = await relayTo((socket) => socket.write(Buffer.alloc(12 * 1024 * 1024)));
    (await clinging(weather)).pause();
    await eventually('the line to be full', () => (weather.stats().open[0]?.queued.down ?? 0) > 500_000);
    weather.fault({ kind: 'end' });
    await nobody(weather);
  });
});

it('A reader whose queue is full and makes no progress is cut off, also while its server waits for it', async () => {
  const weather = await relayTo((socket) => socket.write(Buffer.alloc(12 * 1024 * 1024)));
  weather.fault({ kind: 'black-hole' });
  (await clinging(weather)).pause();
  await nobody(weather);
});

it('A client that has ended its half goes on reading as long as its server sends', async () => {
  let server: Socket | undefined;
  const weather = await relayTo((socket) => {
    server = socket.resume();
  });
  const client = await clinging(weather);
  client.end('all I had to say');
  await eventually('the end to arrive', () => server?.readableEnded === true);
  const heard: string[] = [];
  client.on('data', (bytes) => heard.push(String(bytes)));
  for (let count = 1; count <= 4; count += 1) {
    server?.write(`${count}`);
    await eventually(`the number ${count}`, () => heard.join('').endsWith(`${count}`));
    // As long as `linger`: the test waits for the relay's own timers.
    await new Promise((resolve) => setTimeout(resolve, patience.linger));
  }
  server?.end();
  await nobody(weather);
  expect(heard.join('')).toBe('1234');
});
