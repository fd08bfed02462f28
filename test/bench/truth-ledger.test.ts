import { describe, expect, it } from 'vitest';
import { bytes } from '../../bench/measures/bytes.ts';
import { runSentence } from '../../bench/report/sentences.ts';
import { summarize } from '../../bench/report/summary.ts';
import { processes } from '../../bench/stage/bench.ts';
import { onEvents, type Tamper, through, warmUp } from './tampering.ts';
import { exitCode, measure, roundOf, settingsFor } from './truth-support.ts';

/** Changes the `count`th event of one connection. */
function atEvent(count: number, change: (event: string) => string): Tamper {
  let seen = 0;
  return onEvents((event) => {
    seen += 1;
    return seen === count ? change(event) : event;
  });
}

/** Tampering for all connections: of the deliveries after the warm-up, over all connections together, it changes one in this many. */
function oneOf(many: number, change: (event: string) => string): () => Tamper {
  let seen = 0;
  return () =>
    onEvents((event, seq) => {
      if (seq <= warmUp) return event;
      seen += 1;
      return seen % many === many / 2 ? change(event) : event;
    });
}
const beyondWarmUp = 255;

describe('Changes of deliveries by a relay are in the ledger', () => {
  // In this test each part is a separate process, as in every run; the other tests run all parts in one.
  it('no change: nothing is reported', async () => {
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through(() => ({})) }, processes);
    const { metrics, predicted, ledger } = roundOf(row);
    expect(row.warnings.filter((warning) => !/publisher was late|load generator/.test(warning))).toEqual([]);
    expect(ledger).toMatchObject({ lost: 0, doubled: 0, reordered: 0, gaps: 0, delivered: ledger.expected });
    expect(ledger.expected).toBeGreaterThan(0);
    expect(metrics.bytes).toBeCloseTo(predicted?.bytes ?? 0, 6);
    expect(exitCode(result)).toBe(0);
  });

  it('one notification removed: lost, reported, and the ledger is broken', async () => {
    const drop = atEvent(beyondWarmUp, () => '');
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through((connection) => (connection === 3 ? { down: drop } : {})) });
    expect(roundOf(row).ledger).toMatchObject({ lost: 1, doubled: 0, reordered: 0 });
    expect(row.warnings.join('\n')).toMatch(/skipped: 255/);
    expect(exitCode(result)).toBe(3);
  });

  it('one doubled notification: doubled, and reported', async () => {
    const double = atEvent(beyondWarmUp, (event) => event + event);
    const { row, result } = await measure(bytes, settingsFor('sse'), { path: through((connection) => (connection === 3 ? { down: double } : {})) });
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled: 1, reordered: 0 });
    expect(row.warnings.join('\n')).toMatch(/doubled: \w+-255/);
    expect(exitCode(result)).toBe(3);
  });

  it('one of a thousand deliveries removed: the same number is lost, and the report says so first', async () => {
    let dropped = 0;
    const drop = oneOf(1_000, () => {
      dropped += 1;
      return '';
    });
    const { row, result } = await measure(bytes, settingsFor('sse', '--rate', '200', '--duration', '1.2'), {
      path: through(() => ({ down: drop() })),
    });
    const { ledger } = roundOf(row);
    // Of 2,400 the 500th, the 1,500th and so on.
    expect(dropped).toBe(Math.round(ledger.expected / 1_000));
    expect(ledger).toMatchObject({ lost: dropped, doubled: 0, reordered: 0 });
    expect(runSentence(summarize(result))).toContain(`${dropped} lost`);
    expect(exitCode(result)).toBe(3);
  });

  it('deliveries doubled under load: the doubled ones are exactly those that were sent twice', async () => {
    let doubled = 0;
    const double = oneOf(100, (event) => {
      doubled += 1;
      return event + event;
    });
    const { row, result } = await measure(bytes, settingsFor('sse', '--rate', '100'), { path: through(() => ({ down: double() })) });
    expect(doubled).toBeGreaterThan(0);
    expect(roundOf(row).ledger).toMatchObject({ lost: 0, doubled, reordered: 0 });
    expect(exitCode(result)).toBe(3);
  });
});
