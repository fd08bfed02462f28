import { describe, expect, it } from 'vitest';
import { forkWeather } from '../../server/lab/apparatus/weather/process.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { Client, within } from './weather-support.ts';

expectNoMistakes();

describe('The weather', () => {
  it('starts with the options of the lab, and a change applies to every page and is sent to every page', async () => {
    const lab = await startTestLab({ weather: true, rtt: 40 });
    const [one, other] = [await Onlooker.at(lab), await Onlooker.at(lab)];
    expect(one.state.weather).toMatchObject({ rtt: 40, jitter: 0 });
    await one.tell({ type: 'weather', set: { rtt: 200, jitter: 1 } });
    await other.until('the new state', () => other.state.weather?.rtt === 200);
    const started = performance.now();
    await (await fetch(`${lab.url}/healthz`)).text();
    expect(performance.now() - started).toBeGreaterThanOrEqual(200);
  });

  it('has faults that last until they are lifted, and faults that end by themselves', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'fault', fault: { kind: 'unavailable' } });
    expect(onlooker.state.faults).toEqual([{ fault: { kind: 'unavailable' }, until: null }]);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(503);
    await onlooker.tell({ type: 'fault', fault: { kind: 'black-hole', seconds: 0.2 } });
    expect(onlooker.state.faults[1]?.until).toBeGreaterThan(Date.now());
    await onlooker.until('the end of the black hole', () => onlooker.state.faults.length === 1);
    await onlooker.tell({ type: 'lift' });
    expect(onlooker.state.faults).toEqual([]);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
  });

  it('cuts every connection, and has no fault afterwards', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const client = new Client(lab.port);
    client.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await client.until('an answer', () => client.text.endsWith('"ok"}'));
    await onlooker.tell({ type: 'fault', fault: { kind: 'cut' } });
    await client.until('a reset', () => client.ended === 'reset');
    expect(onlooker.state.faults).toEqual([]);
  });

  it.each([
    { type: 'weather', set: { rtt: 5 } },
    { type: 'fault', fault: { kind: 'cut' } },
    { type: 'fault', fault: { kind: 'restart' } },
  ])('is refused without weather: $type', async (command) => {
    const onlooker = await Onlooker.at(await startTestLab());
    const answer = await onlooker.tell(command);
    expect(answer).toMatchObject({ type: 'refused', code: 'no-weather', message: expect.stringContaining('--no-weather') });
  });

  it('ends the lab when its process dies, with a message', async () => {
    const lab = await startTestLab({ weather: true }, forkWeather);
    const onlooker = await Onlooker.at(lab);
    expect(onlooker.welcome.may).toBe('control');
    process.kill(lab.weatherPid ?? 0, 'SIGKILL');
    expect((await within('the lab to report the end of the process', lab.broken)).message).toMatch(/^The weather process ended with SIGKILL\. /);
  });
});
