import { describe, expect, it } from 'vitest';
import { claimRows, claimSentence } from '../../bench/report/claim.ts';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { summarize } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import { fixtureResult } from './fixture-result.ts';

describe('The claim of 871 bytes against 2', () => {
  it('is taken as it was made, and shrinks with every layer that it left out', () => {
    const rows = claimRows();
    expect(rows[0]?.old).toMatchObject({ exchange: 871, push: 2 });
    for (const period of ['old', 'today'] as const) {
      const [heads, payload, wire] = rows.map((row) => row[period]);
      // A push is a frame of 2 bytes, then its payload as well, then a segment and its acknowledgement as well.
      expect(heads?.push).toBe(2);
      expect((wire?.push ?? 0) - (payload?.push ?? 0)).toBe(2 * 52);
      expect((wire?.exchange ?? 0) - (payload?.exchange ?? 0)).toBe(3 * 52);
      const ratios = rows.map((row) => row[period].ratio);
      expect(ratios).toEqual(ratios.toSorted((one, other) => other - one));
    }
  });

  it('stands in every form of the report, at all three layers, then and today', () => {
    const summary = summarize(fixtureResult());
    const plain = (text: string) => text.replaceAll('&nbsp;', ' ').replaceAll('&#39;', "'").replaceAll(/\s+/g, ' ');
    for (const report of [formatTerminal(summary), formatMarkdown(summary), formatHtml(summary)].map(plain)) {
      expect(report).toContain(claimSentence.slice(0, 80));
      for (const { layer, old, today } of claimRows()) {
        for (const told of [layer, old.exchange, today.exchange])
          expect(report).toContain(typeof told === 'number' ? told.toLocaleString('en') : told);
      }
    }
  });
});
