import { describe, expect, it } from 'vitest';
import { bytes } from '../../bench/measures/bytes.ts';
import { verdictOf } from '../../bench/report/agreement.ts';
import { summarize } from '../../bench/report/summary.ts';
import { processes } from '../../bench/stage/bench.ts';
import { type Tamper, through } from './tampering.ts';
import { measure, roundOf, settingsFor } from './truth-support.ts';

/** Requests of ten clients until the warm-up has ended, and some more. */
const warmedUp = 60;

describe('Bytes that a relay adds are found', () => {
  it('100 bytes more in each poll: the residual is reported, per request', async () => {
    const pad: Tamper = (request) =>
      Buffer.from(request.toString('latin1').replaceAll(' HTTP/1.1\r\n', ` HTTP/1.1\r\nX-Pad: ${'x'.repeat(91)}\r\n`), 'latin1');
    const { row } = await measure(bytes, settingsFor('polling'), { path: through(() => ({ up: pad })) });
    const { metrics, predicted, census } = roundOf(row);
    expect(row.warnings.join('\n')).toMatch(/Bytes up: \d+ measured, \d+ predicted from the exchanges; .*, 100\.0 B per question are unexplained/);
    expect(row.warnings.join('\n')).toMatch(/ends do not agree/);
    expect(((metrics.requests ?? 0) * 100).toFixed(6)).toBe(((metrics.bytesUp ?? 0) - (predicted?.bytesUp ?? 0)).toFixed(6));
    expect(census?.questions).toBeGreaterThan(0);
  });

  it('100 bytes more in every 50th poll: less than 1 % of all bytes, and reported to the byte', async () => {
    let [questions, padded] = [0, 0];
    const pad: Tamper = (request) => {
      const text = request.toString('latin1').replaceAll(' HTTP/1.1\r\n', (line) => {
        questions += 1;
        if (questions <= warmedUp || questions % 50 !== 0) return line;
        padded += 1;
        return ` HTTP/1.1\r\nX-Pad: ${'x'.repeat(91)}\r\n`;
      });
      return Buffer.from(text, 'latin1');
    };
    const { row, result } = await measure(bytes, settingsFor('polling', '--duration', '3'), { path: through(() => ({ up: pad })) }, processes);
    const { metrics, predicted, ledger } = roundOf(row);
    const apart = ((metrics.bytesUp ?? 0) - (predicted?.bytesUp ?? 0)) * ledger.delivered;
    expect(padded).toBeGreaterThan(0);
    expect(apart).toBeCloseTo(100 * Math.round(apart / 100), 3);
    expect(Math.round(apart / 100)).toBeLessThanOrEqual(padded);
    expect(Math.round(apart / 100)).toBeGreaterThan(0);
    expect(apart / ((metrics.bytes ?? 0) * ledger.delivered)).toBeLessThan(0.01);
    const { agreements, warnings } = summarize(result);
    expect(agreements.map(verdictOf)).toEqual(['misses']);
    expect(warnings.join('\n')).toMatch(/polling up .* by the model: .* more, \+\d+\.\d+ %\./);
  });
});
