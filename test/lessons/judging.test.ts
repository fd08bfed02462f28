import { describe, expect, it } from 'vitest';
import { deliveredWithoutCursor, heardWithoutCursor } from '../../bench/model/without-cursor.ts';
import { progress } from '../../client/page/lessons/condition.ts';
import { answerTo, isRight, sorted } from '../../client/page/lessons/judge.ts';
import type { Bet } from '../../client/page/lessons/lesson.ts';
import { measuresFrom } from '../../client/page/lessons/seen.ts';
import { lesson as silentLine } from '../../client/page/lessons/silent-line.ts';
import { seen } from './seen.ts';

describe('a bet', () => {
  it('on an option is right where that holds for what was measured', () => {
    const bet: Bet = { kind: 'choice', options: { tie: ({ a = 0, b = 0 }) => Math.abs(a - b) < 5, a: ({ a = 0, b = 0 }) => a < b - 5 } };
    expect(isRight(bet, 'tie', { a: 10, b: 12 })).toBe(true);
    expect(isRight(bet, 'a', { a: 10, b: 12 })).toBe(false);
    expect(isRight(bet, 'nothing', { a: 10, b: 12 })).toBe(false);
    expect(answerTo(bet, 'a', { a: 10, b: 12 })).toBe('a');
  });

  it('on a number is right within its share of the scale, and otherwise too low or too high', () => {
    const bet: Bet = { kind: 'number', of: 'n', unit: 'ms', range: [0, 1_000], step: 10, within: 0.1 };
    expect([400, 399, 600, 601].map((placed) => isRight(bet, placed, { n: 500 }))).toEqual([true, false, true, false]);
    expect([answerTo(bet, 399, { n: 500 }), answerTo(bet, 601, { n: 500 })]).toEqual(['low', 'high']);
    expect(isRight(bet, 400, {})).toBe(false);
  });

  it('is judged on another page as on the one that measured: what did not happen goes as null, and is none there either', () => {
    const { bet } = silentLine.rounds[2] ?? {};
    if (!bet) throw new Error('The silent line has three rounds.');
    const measured = { sse: 0, websocket: Number.NaN };
    const told = measuresFrom(JSON.parse(JSON.stringify(measured)));
    expect(told).toEqual(measured);
    for (const option of ['both', 'websocket', 'neither']) expect(isRight(bet, option, told), option).toBe(isRight(bet, option, measured));
    expect(isRight(bet, 'neither', told)).toBe(true);
  });

  it('on an order is right where each pair is, and those that tie may stand either way', () => {
    const bet: Bet = { kind: 'sort', items: ['a', 'b', 'c'], tie: 0.1 };
    const measured = { a: 100, b: 95, c: 300 };
    expect(sorted(bet.items, measured)).toEqual(['b', 'a', 'c']);
    expect(isRight(bet, ['a', 'b', 'c'], measured)).toBe(true);
    expect(isRight(bet, ['b', 'a', 'c'], measured)).toBe(true);
    expect(isRight(bet, ['a', 'c', 'b'], measured)).toBe(false);
    expect(answerTo(bet, ['a', 'c', 'b'], measured)).toBe('order');
    expect(answerTo(bet, ['c', 'a', 'b'], measured)).toBe('c');
  });
});

describe('evidence', () => {
  it.each([
    [{ published: ['sse', 60] }, 0.5],
    [{ published: ['sse', 60], delivered: ['sse', 80] }, 0.25],
    [{ requests: ['sse', 2] }, 1],
    [{ seconds: 6 }, 0.5],
    [{ secondsAfter: 2 }, 0.5],
    [{ pressed: 'cut' }, 1],
    [{ pressed: 'other' }, 0],
    [{ noticed: 'sse' }, 0],
    [{ back: 'sse' }, 1],
    [{ native: ['sse', 2] }, 1],
    [{ native: ['websocket', 3] }, 0],
    [{ extras: 5 }, 1],
    [{ fetch: 'answered' }, 0],
    [{ all: [{ seconds: 6 }, { back: 'sse' }] }, 0.5],
    [{ all: [] }, 1],
    [{ opened: 6 }, 0.5],
    [{ away: 6 }, 0.5],
    [{ seenFor: 2 }, 0.25],
    [{ probed: 4 }, 0.5],
    [{ queuesRead: true }, 1],
    [{ queued: ['queue', 6_000_000] }, 0.5],
    [{ queued: ['latest', 1] }, 0],
    [{ dropped: ['drop', 200] }, 0.25],
    [{ unwritten: ['sse', 240] }, 0.5],
    [{ members: 'url' }, 1],
    [{ members: 'read' }, 0],
    [{ any: [{ opened: 6 }, { seconds: 12 }] }, 0.5],
  ] as const)('of %j has come to %d', (condition, share) => {
    expect(progress(condition, seen)).toBe(share);
  });
});

describe('a long poll without a cursor, by the model', () => {
  it('hears the one that ends a hold, and none until the next question is held', () => {
    expect(heardWithoutCursor([0, 50, 100, 150, 200], { rtt: 100, handling: 20 })).toEqual([true, false, false, true, false]);
    expect(heardWithoutCursor([0, 50, 100], { rtt: 0, handling: 0 })).toEqual([true, true, true]);
  });

  it('hears together what a late server publishes together', () => {
    const times = [0, 20, 50, 130, 160, 210];
    expect(heardWithoutCursor(times, { rtt: 100, handling: 0, late: 30 })).toEqual([true, true, false, true, true, false]);
    const [least, most] = deliveredWithoutCursor(20, 60, 300, [0, 0]);
    const busy = deliveredWithoutCursor(20, 60, 300, [0, 0], 50);
    expect(busy[0]).toBe(least);
    expect([busy[1] > most, busy[1] < 30]).toEqual([true, true]);
  });

  it('loses the more the further it is away', () => {
    const [here, near, far] = [0, 100, 300].map((rtt) => deliveredWithoutCursor(20, 60, rtt, [0, 0]));
    expect(here).toEqual([60, 60]);
    expect(near?.[0]).toBeGreaterThan(15);
    expect(near?.[1]).toBeLessThan(30);
    expect(far?.[1]).toBeLessThan(12);
    expect(deliveredWithoutCursor(20, 60, 0, [0, 80])[0]).toBeLessThan(60);
  });
});
