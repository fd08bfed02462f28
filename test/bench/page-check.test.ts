import { describe, expect, it } from 'vitest';
import { parseCard } from '../../bench/acceptance/page/cards.ts';
import { formatFindings } from '../../bench/acceptance/page/findings.ts';

describe('a card', () => {
  it('is parsed into its numbers', () => {
    const text = [
      '1,163 msp50, p95 2.1 s',
      'mean 1,163 ms, model 1,150 ms ± 25',
      '12,600 of 60,000 0 missing ×2 5 doubled 2 gaps',
      '236 B per notification',
    ];
    expect(parseCard(text.join('\n'))).toEqual({ mean: 1_163, model: 1_150, delivered: 12_600, published: 60_000, missing: 0, doubled: 5, gaps: 2 });
    expect(parseCard('mean 12.3 s, model –\n3 of 4 ✕ 1 missing 0 doubled 1 gap')).toEqual({
      mean: 12_300,
      model: Number.NaN,
      delivered: 3,
      published: 4,
      missing: 1,
      doubled: 0,
      gaps: 1,
    });
    expect(parseCard('mean –, model 0.0 ms\n0 of 0 0 missing 0 doubled')).toMatchObject({ mean: Number.NaN, model: 0, gaps: 0 });
  });
});

it('findings are printed in columns, and a failed bar is highlighted', () => {
  const finding = { check: 'tie', what: 'three', bar: 'a tie', figure: '10', held: true } as const;
  expect(formatFindings([finding, { ...finding, check: 'flood', held: false }]).split('\n')).toEqual([
    '        check  what   bar    figure',
    'passed  tie    three  a tie  10',
    'FAILED  flood  three  a tie  10',
    '',
  ]);
});
