import { expect, test } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { at, longPoll } from './wire-support.ts';

const poll = (lab: Lab, query = '') => fetch(`${lab.url}/stream/polling${query}`);

test('a poll without a cursor gets one, a poll at the head gets 204, and no answer may be cached', async () => {
  const lab = await startTestLab();
  await appendNumbers(lab, 2);
  const hello = await poll(lab);
  expect([hello.status, await hello.json()]).toEqual([200, { cursor: at(lab, 2), notifications: [] }]);
  const nothing = await poll(lab, `?after=${at(lab, 2)}`);
  expect([nothing.status, await nothing.text()]).toEqual([204, '']);
  const one = await poll(lab, `?after=${at(lab, 1)}`);
  expect(await one.json()).toMatchObject({ cursor: at(lab, 2), notifications: [{ id: at(lab, 2), event: 'number', data: 2 }] });
  for (const { headers } of [hello, nothing, one]) expect(headers.get('cache-control')).toBe('no-store');
  expect(one.headers.get('etag')).toBeNull();
  expect(one.headers.get('x-powered-by')).toBeNull();
});

test('a poll whose filter passes nothing still advances the cursor', async () => {
  const lab = await startTestLab();
  await appendNumbers(lab, 5);
  const answer = await poll(lab, `?after=${at(lab, 1)}&event=other`);
  expect([answer.status, await answer.json()]).toEqual([200, { cursor: at(lab, 5), notifications: [] }]);
  const all = await poll(lab, `?after=earliest&broadcasts=only`);
  expect(await all.json()).toEqual({ cursor: at(lab, 5), notifications: [] });
});

test('a poll answer is cut after 1,000 notifications or 1 MiB, and contains `more`', async () => {
  const lab = await startTestLab();
  await appendNumbers(lab, 1_200);
  const first = (await (await poll(lab, '?after=earliest')).json()) as { cursor: string; notifications: unknown[]; more?: boolean };
  expect(first).toMatchObject({ cursor: at(lab, 1_000), more: true });
  expect(first.notifications).toHaveLength(1_000);
  const second = await (await poll(lab, `?after=${first.cursor}`)).json();
  expect(second).not.toHaveProperty('more');
  for (let count = 0; count < 20; count += 1) await lab.log.append([{ event: 'big', data: 'x'.repeat(65_000) }]);
  const big = (await (await poll(lab, `?after=${at(lab, 1_200)}`)).json()) as { notifications: unknown[]; more?: boolean };
  expect([big.notifications.length, big.more]).toEqual([16, true]);
});

test('a long poll is held until a notification matches, and answered at once if one matches already, for a gap, or without a cursor', async () => {
  const lab = await startTestLab({ window: 10 });
  expect(await (await longPoll(lab)).json()).toEqual({ cursor: at(lab, 0), notifications: [] });
  const held = longPoll(lab, '?after=now&event=number');
  await eventually('the poll to be held', () => lab.followers() === 1);
  await lab.log.append([{ event: 'other', data: 0 }]);
  await appendNumbers(lab, 1);
  expect(await (await held).json()).toMatchObject({ cursor: at(lab, 2), notifications: [{ id: at(lab, 2) }] });
  expect((await (await longPoll(lab, `?after=${at(lab, 0)}`)).json()) as object).toMatchObject({ notifications: [{}, {}] });
  await appendNumbers(lab, 20);
  const late = (await (await longPoll(lab, `?after=${at(lab, 2)}&event=other`)).json()) as object;
  expect(late).toEqual({ cursor: at(lab, 22), notifications: [], gap: { from: at(lab, 2), to: at(lab, 12), reason: 'expired' } });
});

test('a long poll gets 204 at the end of its hold if its cursor is at the head, and otherwise 200 with the new cursor', async () => {
  const lab = await startTestLab();
  const [still, moved] = [longPoll(lab, `?after=${at(lab, 0)}&hold=1&event=a`), longPoll(lab, `?after=now&hold=1&event=a`)];
  await eventually('both to be held', () => lab.followers() === 2);
  expect((await still).status).toBe(204);
  expect([(await moved).status, await (await moved).json()]).toEqual([200, { cursor: at(lab, 0), notifications: [] }]);
  const passed = longPoll(lab, `?after=${at(lab, 0)}&hold=1&event=a`);
  await eventually('the poll to be held', () => lab.followers() === 1);
  await appendNumbers(lab, 3);
  expect([(await passed).status, await (await passed).json()]).toEqual([200, { cursor: at(lab, 3), notifications: [] }]);
  expect(lab.followers()).toBe(0);
});

test('a long poll that no notification matches is answered when its cursor is half a window behind, and not before', async () => {
  const lab = await startTestLab({ window: 10 });
  const quiet = longPoll(lab, `?after=${at(lab, 0)}&event=never&hold=50`);
  await eventually('the poll to be held', () => lab.followers() === 1);
  // A second poll is answered when the log has grown that far: the first, which was sent earlier, has been checked by then.
  const looked = async (count: number) => {
    const control = longPoll(lab, '?after=now&event=control&hold=50');
    await eventually('the second poll to be held', () => lab.followers() === 2);
    await appendNumbers(lab, count - 1);
    await lab.log.append([{ event: 'control', data: count }]);
    await control;
  };
  await looked(4);
  expect(lab.followers()).toBe(1);
  await looked(1);
  expect(lab.followers()).toBe(0);
  expect(await (await quiet).json()).toEqual({ cursor: at(lab, 5), notifications: [] });
});
