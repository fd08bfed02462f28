import { describe, expect, it } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import type { Notification } from '../../server/stream/protocol.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openInNode } from '../support/platform.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { Client, within } from './weather-support.ts';

expectNoMistakes();

const schedule = { rate: 5, burst: 1, payload: 20, seed: 1 };

describe('A restart', () => {
  it('closes every stream politely, resets clients that connect meanwhile, and ends with an empty log of another epoch', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const subject = openInNode(lab.url, { transport: 'websocket' });
    await subject.hello();
    await lab.log.append([{ event: 'a', data: 1 }]);
    await subject.reach(1);
    const { epoch } = onlooker.state;
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    expect(onlooker.state.faults).toMatchObject([{ fault: { kind: 'restart' }, until: expect.any(Number) }]);
    const meanwhile = async () => {
      const client = new Client(lab.port);
      client.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      await client.until('an end', () => client.ended !== undefined);
      return client.ended;
    };
    await expect.poll(meanwhile).toBe('reset');
    expect(await onlooker.tell({ type: 'fault', fault: { kind: 'restart' } })).toMatchObject({ type: 'refused', code: 'too-many' });
    await onlooker.tell({ type: 'lift' });
    await onlooker.until('another epoch', () => onlooker.state.epoch !== epoch);
    expect(onlooker.state.faults).toEqual([]);
    expect(lab.log.window).toMatchObject({ epoch: onlooker.state.epoch, head: 0 });
    await subject.gap();
    expect(subject.gaps[0]).toMatchObject({ reason: 'epoch' });
    await lab.log.append([{ event: 'a', data: 2 }]);
    await onlooker.until('the published notifications', () => onlooker.of('published').length === 2);
  });

  it('during which the lab is closed does not start it again', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { server } = lab;
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    await within('the lab to close', lab.close());
    expect(lab.server).toBe(server);
    expect(server.listening).toBe(false);
  });
});

describe('The schedule', () => {
  it('replaces the ticker, also after a restart, until no page looks any more', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0, ticker: 0.05 });
    const events = () => lab.log.window.head;
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    await onlooker.until('a tick', () => onlooker.of('published').some(({ event }) => event === 'ticker'));
    await onlooker.tell({ type: 'schedule', schedule: { rate: 200, burst: 2, payload: 33, seed: 9 } });
    expect(onlooker.state.schedule).toEqual({ rate: 200, burst: 2, payload: 33, seed: 9 });
    const from = onlooker.of('published').length;
    await onlooker.until('fifty scheduled notifications', () => onlooker.of('published').length >= from + 50);
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 0.1 } });
    await onlooker.until('the restart', () => onlooker.state.faults.length === 0);
    await eventually('more scheduled notifications', () => events() > 20);
    await onlooker.tell({ type: 'serve', with: { window: 77 } });
    await onlooker.tell({ type: 'weather', set: { rtt: 3 } });
    await onlooker.tell({ type: 'fault', fault: { kind: 'stall', direction: 'up' } });
    await onlooker.tell({ type: 'bots', bots: { sse: 2 } });
    onlooker.ws.close();
    await eventually('the end of the schedule', () => newest(lab).event === 'ticker');
    const next = await Onlooker.at(lab);
    await next.until('the initial weather', () => next.state.weather?.rtt === 0);
    await next.until('the initial options', () => next.state.window === 10_000);
    expect(next.state).toMatchObject({ schedule: null, faults: [], weather: { rtt: 0 }, bots: { sse: 0 } });
  });

  it('goes on while a page reloads', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'schedule', schedule });
    onlooker.ws.close();
    await closed(onlooker.ws);
    expect((await Onlooker.at(lab)).state.schedule).toEqual(schedule);
  });
});

function newest({ log: { window } }: Lab): Partial<Notification> {
  const [entry] = window.head > 0 ? window.read(window.head - 1, Filter.all, { count: 1, bytes: 1_000_000 }).entries : [];
  return entry ? (JSON.parse(entry.json.toString()) as Notification) : {};
}
