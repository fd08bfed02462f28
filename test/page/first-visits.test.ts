import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bar, conclude, numbersIn, orderOf, shapeOf } from '../first-visits/conclusion.ts';
import { textOf } from '../first-visits/print.ts';
import type { FirstVisits } from '../first-visits/result.ts';
import type { Visit } from '../first-visits/visit.ts';

const committed = join(import.meta.dirname, '../../bench/results/first-visits.json');

const visit = (polling: number, tie = 56, best: Visit['best'] = ['long-polling', 'sse', 'websocket']): Visit => ({
  headlines: { polling, 'long-polling': 60, sse: tie, websocket: 55 },
  best,
  sentence: `At a round trip of 100 ms and 2 notifications a second, long-polling, sse and websocket tie at 55 ms to 60 ms, but long-polling takes 6.6 × the bytes of websocket; polling every 2 s takes ${polling / 1_000} s and 2.3 × the bytes of websocket.`,
  after: 36,
});

describe('first visits', () => {
  it('agree if polling and the numbers of the sentence are within a tenth of their medians, with one order and one sentence', () => {
    const all = [visit(1_000), visit(1_050), visit(1_100)];
    expect(conclude(all)).toMatchObject({
      held: true,
      headlines: { polling: { median: 1_050 } },
      orders: ['long-polling = sse = websocket < polling'],
    });
    expect(conclude([...all, visit(1_300)]).held).toBe(false);
    expect(conclude([...all, visit(1_050, 56, ['sse', 'websocket'])])).toMatchObject({ held: false, orders: { length: 2 } });
    const reworded = { ...visit(1_050), sentence: 'At a round trip of 100 ms and 2 notifications a second, sse delivers in 55 ms.' };
    expect(conclude([...all, reworded])).toMatchObject({ held: false, sentence: [], sentences: { length: 2 } });
  });

  it('are compared by the measured numbers, without the conditions in the sentence', () => {
    const { sentence } = visit(1_050);
    expect(numbersIn(sentence)).toEqual([55, 60, 6.6, 1_050, 2.3]);
    expect(shapeOf(sentence)).toBe(
      'At a round trip of 100 ms and 2 notifications a second, long-polling, sse and websocket tie at … to …, but long-polling takes … the bytes of websocket; polling every 2 s takes … and … the bytes of websocket.',
    );
    expect(orderOf(visit(1_050, 56, ['websocket', 'sse']))).toBe('websocket = sse < long-polling < polling');
  });

  it('that do not agree say so, and that a busy machine may be why', () => {
    const file = JSON.parse(readFileSync(committed, 'utf8')) as FirstVisits;
    const different = { ...file, conclusion: conclude([visit(1_000), visit(1_300)]) };
    const [busy, idle] = [
      { processes: 9.31, processors: 2 },
      { processes: 1.2, processors: 2 },
    ];
    expect(textOf(different, busy)).toContain('\nThe machine was busy: 9.3 processes wanted its 2 processors in the last five minutes. Repeat');
    expect(textOf(different, idle)).toContain('Not held: polling');
    for (const text of [textOf(different, idle), textOf(file, busy)]) expect(text).not.toContain('busy');
  });

  it('in the committed file are twelve: polling is within a tenth, the order never changed, and switching lost nothing', () => {
    const { visits, conclusion, switching, browser, seed } = JSON.parse(readFileSync(committed, 'utf8')) as FirstVisits;
    expect(visits).toHaveLength(12);
    expect(conclude(visits)).toEqual(conclusion);
    expect(conclusion.headlines.polling.furthest).toBeLessThanOrEqual(bar);
    expect(conclusion.orders).toHaveLength(1);
    expect([switching.held, seed]).toEqual([true, 1]);
    expect(browser).toMatch(/^Chromium \d+\./);
  });
});
