import { expect, onTestFinished, test } from 'vitest';
import { startTicker } from '../../server/lab/sources/ticker.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { clock } from '../../server/stream/log/wall-clock.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { startTestLab } from '../support/start-lab.ts';

const now = () => clock.now();

/** A ticker that publishes into a log that also records the time of each append. */
function startNotedTicker(interval: number) {
  const noted: { readonly draft: Draft; readonly appendedAt: number }[] = [];
  const log = memoryLog();
  const append = (drafts: readonly Draft[]) => {
    for (const draft of drafts) noted.push({ draft, appendedAt: now() });
    return log.append(drafts);
  };
  onTestFinished(startTicker({ ...log, append }, interval));
  return noted;
}

test('Ticks are published at fixed times, which are in `at`; none is early, and a late one does not make the next one late.', async () => {
  const interval = 10;
  const noted = startNotedTicker(interval);
  await eventually('five ticks', () => noted.length >= 5);
  // The event loop is blocked for several intervals.
  const end = now() + 5.5 * interval;
  while (now() < end);
  await eventually('fifteen ticks', () => noted.length >= 15);
  const [first] = noted;
  expect(noted.map(({ draft }) => draft.data)).toEqual(noted.map((_, index) => ({ count: index + 1 })));
  for (const [index, { draft, appendedAt }] of noted.entries()) {
    expect(draft.event).toBe('ticker');
    // `at` is rounded to tenths of a millisecond.
    expect((draft.at ?? 0) - (first?.draft.at ?? 0)).toBeCloseTo(index * interval, 0);
    expect(appendedAt).toBeGreaterThanOrEqual(draft.at ?? 0);
  }
});

test('A ticker whose interval is shorter than timers allow catches up, and its times stay evenly spread.', async () => {
  const noted = startNotedTicker(0.25);
  await eventually('400 ticks', () => noted.length >= 400);
  const span = (noted[399]?.draft.at ?? 0) - (noted[0]?.draft.at ?? 0);
  expect(span).toBeCloseTo(399 * 0.25, 0);
});

test('A disabled ticker sets no timer and publishes nothing; an enabled one leaves nothing running once the lab is closed.', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length;
  const before = { timers: timers(), sockets: sockets() };
  const quiet = await startTestLab({ ticker: 0 });
  expect(timers()).toBe(before.timers);
  expect(quiet.log.window.head).toBe(0);

  const ticking = await startTestLab({ ticker: 0.01 });
  for (const transport of ['sse', 'websocket', 'long-polling'] as const) {
    const reader = openInNode(ticking.url, { transport });
    await reader.reach(3);
    reader.stream.close();
  }
  await Promise.all([quiet.close(), ticking.close()]);
  const { head } = ticking.log.window;
  await eventually('all timers to be gone', () => timers() <= before.timers);
  await eventually('all sockets to be gone', () => sockets() <= before.sockets);
  expect(ticking.log.window.head).toBe(head);
  const { entries } = ticking.log.window.read(0, Filter.all, { count: 2, bytes: 10_000 });
  expect(entries.map(({ event }) => event)).toEqual(['ticker', 'ticker']);
  expect(quiet.log.window.head).toBe(0);
});
