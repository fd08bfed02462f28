import { beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openInNode } from '../support/platform.ts';
import { appendNumbers, labConfig, startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { within } from './weather-support.ts';

expectNoMistakes();

describe('`serve` refuses with an explanation, and changes nothing:', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(labConfig({ weather: true, rtt: 0 }));
    return () => lab.close();
  });

  it.each<[what: string, command: Record<string, unknown>, says: RegExp]>([
    ['no options', {}, /^Expected `with` to be options of the streams; got nothing\./],
    ['a list', { with: [5] }, /^Expected `with`/],
    ['an unknown option', { with: { rtt: 5 } }, /^Expected only window, heartbeat, stall; got "rtt"\./],
    ['an own __proto__', JSON.parse('{"with":{"__proto__":{"window":5}}}'), /^Expected only window, heartbeat, stall; got "__proto__"\./],
    ['no window', { with: { window: 0 } }, /^Expected window to be a whole number from 1 to 100000; got 0\./],
    ['half a notification', { with: { window: 1.5 } }, /^Expected window .*; got 1\.5\./],
    ['a window that is too large', { with: { window: 100_001 } }, /^Expected window .*; got 100001\./],
    ['a heartbeat every millisecond', { with: { heartbeat: 1 } }, /^Expected heartbeat to be a number from 100 to 600000; got 1\./],
    ['a heartbeat that is a word', { with: { heartbeat: 'often' } }, /^Expected heartbeat .*; got "often"\./],
    ['a stall of 0 ms', { with: { stall: 0 } }, /^Expected stall to be a number from 1000 to 600000; got 0\./],
    ['one valid and one invalid option', { with: { window: 5, stall: null } }, /^Expected stall .*; got null\./],
  ])('%s', async (_what, command, says) => {
    const onlooker = await Onlooker.at(lab);
    const before = JSON.stringify(onlooker.state);
    const answer = await onlooker.tell({ type: 'serve', ...command });
    expect(answer).toMatchObject({ type: 'refused', code: 'bad-message', message: expect.stringMatching(says) });
    expect(JSON.stringify((await Onlooker.at(lab)).state)).toBe(before);
  });

  it('while another restart is under way', async () => {
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    expect(await onlooker.tell({ type: 'serve', with: { window: 5 } })).toMatchObject({ type: 'refused', code: 'too-many' });
    await onlooker.tell({ type: 'lift' });
    expect(onlooker.state.window).toBe(10_000);
  });
});

it('`serve` needs control, and a relay that accepts connections meanwhile', async () => {
  const guarded = await startTestLab({ weather: true, rtt: 0, token: 'a-secret-of-the-class' });
  const pupil = await Onlooker.at(guarded, { query: '?token=none-of-this-class' });
  expect(await pupil.tell({ type: 'serve', with: { window: 5 } })).toMatchObject({ type: 'refused', code: 'not-allowed' });
  const teacher = await Onlooker.at(guarded, { query: '?token=a-secret-of-the-class' });
  expect(await teacher.tell({ type: 'serve', with: { window: 5 } })).toMatchObject({ type: 'done' });
  await pupil.until('the new state', () => pupil.state.window === 5);

  const bare = await Onlooker.at(await startTestLab());
  expect(await bare.tell({ type: 'serve', with: { window: 5 } })).toMatchObject({ type: 'refused', code: 'no-weather' });
});

it('`serve` restarts the streams with other options, reports them, and keeps them after a restart', async () => {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  const onlooker = await Onlooker.at(lab);
  const reader = openInNode(lab.url, { transport: 'sse' });
  await reader.hello();
  await appendNumbers(lab, 1);
  await reader.reach(1);
  const { epoch } = onlooker.state;
  expect(await onlooker.tell({ type: 'serve', with: { window: 3, heartbeat: 0 } })).toMatchObject({ type: 'done' });
  // When `done` arrives, the lab has already sent the new state, and the new server is running.
  expect(onlooker.state).toMatchObject({ window: 3, heartbeat: 0, stall: 30_000, faults: [] });
  expect(onlooker.state.epoch).not.toBe(epoch);
  expect(lab.log.window.epoch).toBe(onlooker.state.epoch);
  await reader.gap();
  await appendNumbers(lab, 10);
  expect(lab.log.window).toMatchObject({ head: 10, oldest: 8 });
  const hello = (await (await fetch(`${lab.url}/stream/polling?after=earliest`)).json()) as { notifications: unknown[] };
  expect(hello.notifications).toHaveLength(3);

  await onlooker.tell({ type: 'serve', with: { heartbeat: 100 } });
  await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 0.1 } });
  await onlooker.until('the restart', () => onlooker.state.faults.length === 0);
  expect(onlooker.state).toMatchObject({ window: 3, heartbeat: 100 });
  const frames = await within('a heartbeat', heartbeatOf(lab));
  expect(frames).toContain('event: heartbeat');
});

/** The text of an event stream up to its first heartbeat. */
async function heartbeatOf(lab: Lab): Promise<string> {
  const away = new AbortController();
  const { body } = await fetch(`${lab.url}/stream/sse`, { signal: away.signal });
  let text = '';
  for await (const bytes of body ?? []) {
    text += Buffer.from(bytes).toString();
    if (text.includes('heartbeat\n')) break;
  }
  away.abort();
  return text;
}
