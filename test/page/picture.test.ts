import { describe, expect, it } from 'vitest';
import { describe as inWords } from '../../client/page/lanes/describe.ts';
import { exchangeAt, exchangesOf, place, xOf } from '../../client/page/lanes/geometry.ts';
import { marksOf, poll, span } from './marks.ts';

describe('the picture of the lanes', () => {
  const marks = marksOf([...poll('polling', 100, 0, 1, 0), ...poll('polling', 600, 0, 2, 0), ...poll('long-polling', 300, 400, 3, 1)]);
  const geometry = place(1_000, 400, span, 16, ['polling', 'long-polling']);

  it('finds the exchange at a point', () => {
    const [polling, held] = geometry.lanes;
    const at = (time: number, y = 0) => exchangeAt(geometry, marks, xOf(geometry, time), y);
    expect(at(125, ((polling?.server ?? 0) + (polling?.client ?? 0)) / 2)).toBe(1);
    expect(at(655, polling?.server)).toBe(2);
    expect(at(500, held?.server)).toBe(3);
    expect(at(400, polling?.client)).toBeUndefined();
    expect(at(125, 2)).toBeUndefined();
  });

  it('lists its exchanges in the order in which they began', () => {
    expect(exchangesOf(marks)).toEqual([1, 3, 2]);
  });

  it('describes its marks in words', () => {
    expect(marks.filter(({ exchange }) => exchange === 3).map(inWords)).toEqual([
      'request, 400 bytes, 50 ms up',
      'request held for 400 ms',
      '1 notification up to 0, 350 bytes, 50 ms down',
    ]);
  });
});
