import { describe, expect, it, onTestFinished } from 'vitest';
import { forkWeather } from '../../server/lab/apparatus/weather/process.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { openInNode } from '../support/platform.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { Client, serveEcho, weatherFor } from './weather-support.ts';

/** Setup for all transports: a lab, a relay in front of it, and a reader that connects to the relay. */
async function readThrough(transport: TransportName, conditions: Parameters<typeof weatherFor>[1] = {}) {
  const lab = await startTestLab();
  const weather = await weatherFor({ port: lab.port }, conditions);
  const reader = openInNode(`http://127.0.0.1:${weather.port}`, { transport, after: 'earliest' });
  return { lab, weather, reader };
}

describe.each(transportNames)('A stream over %s', (transport) => {
  it('is complete and in order with round-trip time and jitter', async () => {
    const { lab, reader } = await readThrough(transport, { rtt: 20, jitter: 10 });
    await appendNumbers(lab, 300);
    const notifications = await reader.reach(300);
    expect(notifications.map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('continues after a cut without loss', async () => {
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
  it('behaves like the relay in this process, and has ended after close', async () => {
    const weather = await forkWeather(await serveEcho(), { rtt: 60 });
    onTestFinished(() => weather.close());
    const client = new Client(weather.port);
    expect(await client.echo('ping')).toBeGreaterThanOrEqual(59);
    await weather.set({ rtt: 0 });
    const lift = await weather.fault({ kind: 'stall', direction: 'down' });
    client.socket.write('more');
    await expect.poll(async () => (await weather.stats()).open[0]?.queued.down).toBe(4);
    await lift();
    await client.until('the bytes that were held back', () => client.text === 'pingmore');
    await expect(weather.set({ rtt: -1 })).rejects.toThrow('Expected rtt to be a number from 0 up; got -1.');
    await weather.close();
    await weather.close();
    await client.until('the end of the relay', () => client.ended !== undefined);
  });

  it('refuses invalid conditions before it is used', async () => {
    await expect(forkWeather({ port: 1 }, { bandwidth: -5 })).rejects.toThrow('Expected bandwidth');
  });

  it('connects to another address after it is retargeted', async () => {
    const [first, second] = [await startTestLab(), await serveEcho()];
    const weather = await weatherFor({ port: first.port });
    weather.retarget(second);
    const client = new Client(weather.port);
    await client.echo('an echo, and no lab');
    expect(client.text).toBe('an echo, and no lab');
  });
});
