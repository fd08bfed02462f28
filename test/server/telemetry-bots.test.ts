import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { within } from './weather-support.ts';

expectNoMistakes();

describe('Bots', () => {
  it('connect, read through the weather, reconnect after a cut, and disconnect', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'bots', bots: { sse: 20, websocket: 10, 'long-polling': 5, polling: 2 } });
    expect(onlooker.state.bots).toEqual({ sse: 20, websocket: 10, 'long-polling': 5, polling: 2 });
    const followers = (count: number) =>
      eventually(
        () => `${count} readers; there are ${lab.followers()}`,
        () => lab.followers() === count,
        20_000,
      );
    await followers(35);
    await onlooker.tell({ type: 'fault', fault: { kind: 'cut' } });
    await eventually('the cut', () => lab.followers() < 35);
    await followers(35);
    await onlooker.tell({ type: 'bots', bots: { sse: 3 } });
    await followers(18);
    await onlooker.tell({ type: 'bots', bots: { sse: 0, websocket: 0, 'long-polling': 0, polling: 0 } });
    await followers(0);
  });

  it('poll at the interval of the command, also those that run already; without one they keep the interval, and once all are gone it is the usual one', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const asked = () => onlooker.of('asked').length;
    expect(onlooker.state.botPollInterval).toBe(2_000);
    await onlooker.tell({ type: 'bots', bots: { polling: 2 } });
    expect(onlooker.state.botPollInterval).toBe(2_000);
    await onlooker.tell({ type: 'bots', bots: { polling: 2 }, pollInterval: 60_000 });
    await onlooker.tell({ type: 'bots', bots: { sse: 1 }, retry: 'fixed', first: 20 });
    expect(onlooker.state).toMatchObject({ bots: { polling: 2, sse: 1 }, botPollInterval: 60_000, botRetry: { retry: 'fixed', first: 20 } });
    await onlooker.tell({ type: 'bots', bots: { sse: 2 }, first: 30 });
    expect(onlooker.state.botRetry).toEqual({ retry: 'fixed', first: 30 });
    await onlooker.tell({ type: 'bots', bots: { polling: 0, sse: 0 } });
    expect(onlooker.state).toMatchObject({ botPollInterval: 2_000, botRetry: { retry: 'jitter', first: 500 } });
    expect(asked()).toBe(0);
  });

  it('read without weather too, and end with the lab', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'bots', bots: { websocket: 4 } });
    await eventually('four readers', () => lab.followers() === 4);
    await within('the lab to close', lab.close());
  });
});
