import { expect, it } from 'vitest';
import { orAfter, progress } from '../../client/page/lessons/condition.ts';
import { lessons } from '../../client/page/lessons/index.ts';
import type { Condition } from '../../client/page/lessons/lesson.ts';
import { lesson as sevenTabs } from '../../client/page/lessons/seven-tabs.ts';
import { lesson as slowReader } from '../../client/page/lessons/slow-reader.ts';
import { seen } from './seen.ts';

/** Whether the condition becomes true by waiting and pressing alone, and no evidence is missing then. */
function isTimeAlone(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isTimeAlone);
  if ('any' in condition) return condition.any.every(isTimeAlone);
  return 'seconds' in condition || 'secondsAfter' in condition || 'pressed' in condition;
}

it('ends a round by time alone only where the lesson is that nothing happens', () => {
  const byTime = Object.values(lessons).flatMap(({ id, rounds }) =>
    rounds.filter(({ enough }) => isTimeAlone(enough)).map((round) => `${id}, ${round.id}`),
  );
  expect(byTime).toEqual([
    'nothing-costs, silence',
    'nothing-costs, cookie',
    // The stream has given up, and does not come back.
    'pull-the-plug, refused',
    // The streams are open before the request is sent, and it waits behind them.
    'seven-tabs, fetch',
    'silent-line, blind',
    // The line is dead for so long, and then everything comes.
    'fooled-by-a-benchmark, omission',
  ]);
});

it('waits for all of the evidence, and not for ever', () => {
  const condition = orAfter(20, { opened: 5 }, { secondsAfter: 2 });
  const at = (open: number, seconds: number) => progress(condition, { ...seen, extras: { open, waiting: 7 - open }, sincePressed: seconds * 1_000 });
  expect([at(5, 1), at(4, 2)].every((share) => share < 1)).toBe(true);
  expect([at(5, 2), at(4, 20)]).toEqual([1, 1]);
});

it('lets a busy browser open its connections before it counts them', () => {
  const late = { ...seen, extras: { open: 4, waiting: 3 }, sincePressed: 5_000 };
  const [eight, fetch] = sevenTabs.rounds;
  expect(progress(eight?.enough ?? { all: [] }, late)).toBeLessThan(1);
  expect(progress(fetch?.steps?.[0]?.done ?? { all: [] }, late)).toBeLessThan(1);
});

it('slows a reader down until the log has dropped something that was not written to it, however much the system takes first', () => {
  const done = slowReader.rounds.find(({ id }) => id === 'window')?.steps?.[1]?.done ?? { all: [] };
  const websocket = { ...seen.lanes.websocket, publishedAfter: 700 };
  const at = (unwritten: number) =>
    progress(done, { ...seen, lanes: { ...seen.lanes, websocket, sse: { ...seen.lanes.sse, unwritten } }, dropped: { drop: 200 } });
  expect(at(50)).toBeLessThan(1);
  expect(at(100)).toBe(1);
});
