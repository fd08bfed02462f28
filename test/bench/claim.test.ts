import { describe, expect, it } from 'vitest';
import { claimRows, claimSentence } from '../../bench/report/claim.ts';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { summarize } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import { fixtureResult } from './fixture-result.ts';

describe('The claim of 871 bytes against 2', () => {
  it('is computed as it was published, and its ratio falls with every layer that it left out', () => {
    const rows = claimRows();
    expect(rows[0]).toMatchObject({ period: '2010', exchange: 871, push: 2 });
    const periods = [...new Set(rows.map(({ period }) => period))];
    expect(periods).toEqual(['2010', 'HTTP/1.1', 'HTTP/1.1, TLS, nginx', 'HTTP/2, nginx', 'HTTP/2, Caddy']);
    for (const period of periods) {
      const own = rows.filter((row) => row.period === period);
      const [heads, payload] = own;
      const [wire, below] = own.toReversed();
      expect(own.some(({ layer }) => layer === 'with TLS records')).toBe(period.includes('TLS') || period.includes('HTTP/2'));
      // A push is a frame header of 2 bytes, then also its payload, then also a segment and its acknowledgement.
      expect(heads?.push).toBe(2);
      expect((payload?.push ?? 0) - (payload?.exchange ?? 0)).toBe((heads?.push ?? 0) - (heads?.exchange ?? 0));
      expect((wire?.push ?? 0) - (below?.push ?? 0)).toBe(2 * 52);
      expect((wire?.exchange ?? 0) - (below?.exchange ?? 0)).toBe(3 * 52);
    }
    const ratio = (period: string, layer: string) => rows.find((row) => row.period === period && row.layer === layer)?.ratio ?? 0;
    const atLayer = (layer: string) => periods.map((period) => ratio(period, layer));
    // Over HTTP/2 the ratio is below 100, and with the network it is below 10 on every path.
    expect(Math.max(...atLayer('heads against frame header').slice(3))).toBeLessThan(100);
    expect(Math.max(...atLayer('with TCP, IP and acknowledgements'))).toBeLessThan(10);
    for (const period of periods)
      expect(ratio(period, 'with TCP, IP and acknowledgements')).toBeLessThan(ratio(period, 'heads against frame header') / 20);
  });

  it('is in every form of the report, at every layer, as of 2010 and of today', () => {
    const summary = summarize(fixtureResult());
    const plain = (text: string) => text.replaceAll('&nbsp;', ' ').replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll(/\s+/g, ' ');
    for (const report of [formatTerminal(summary), formatMarkdown(summary), formatHtml(summary)].map(plain)) {
      expect(report).toContain(claimSentence.slice(0, 80));
      for (const { layer, period, exchange } of claimRows()) {
        for (const told of [layer, period, Math.round(exchange)])
          expect(report).toContain(typeof told === 'number' ? told.toLocaleString('en') : told);
      }
    }
  });
});
