import { describe, expect, it } from 'vitest';
import { Histogram } from '../../bench/statistics/histogram.ts';
import { median } from '../../bench/statistics/index.ts';
import { placesInSlots, seededRandom } from '../../bench/statistics/random.ts';
import { latencyPrecision, summariseLatencies } from '../../client/page/track/latency-summary.ts';

/** Milliseconds: half a round trip. */
const oneWay = 50;
/** Milliseconds between two notifications, the page's own setting; and the number of deliveries after which an unsettled median is a fault. */
const [spacing, patience] = [500, 1_000];

/** The first median that a visitor sees on a lane, and the number of deliveries until then. */
interface Headline {
  readonly value: number;
  readonly deliveries: number;
}

/** Records latencies until their median has settled. */
function headlineOf(next: () => number): Headline {
  const histogram = new Histogram(latencyPrecision);
  for (let deliveries = 1; deliveries <= patience; deliveries += 1) {
    histogram.record(next());
    const { p50, settled } = summariseLatencies(histogram);
    if (settled.p50) return { value: p50, deliveries };
  }
  throw new Error(`Expected the median to settle within ${patience} deliveries.`);
}

/** A visitor arrives at `from`, a number of milliseconds after the schedule began, and polls every `interval`: each answer holds what was published since the answer before. */
function pollingVisit(interval: number, seed: number, from: number): Headline {
  const place = placesInSlots(seed);
  const histogram = new Histogram(latencyPrecision);
  let answered = from;
  for (let slot = Math.floor(from / spacing); ; slot += 1) {
    const at = (slot + place(slot)) * spacing;
    if (at <= from) continue;
    if (at > answered) {
      const { count: deliveries, p50: value, settled } = summariseLatencies(histogram);
      if (settled.p50) return { value, deliveries };
      if (deliveries > patience) throw new Error(`Expected the median to settle within ${patience} deliveries.`);
    }
    answered = from + Math.ceil((at - from) / interval) * interval;
    histogram.record(answered - at + oneWay);
  }
}

/** Twelve visitors of one lab, each arriving at another moment. */
function visits(interval: number, seed: number): Headline[] {
  const random = seededRandom(seed);
  return Array.from({ length: 12 }, () => pollingVisit(interval, seed, random() * 500 * spacing));
}

const furthest = (headlines: readonly Headline[]): number => {
  const values = headlines.map(({ value }) => value);
  return Math.max(...values.map((value) => Math.abs(value / median(values) - 1)));
};
const seeds = Array.from({ length: 50 }, (_, index) => index + 1);

describe('the headline of a card', () => {
  it.each([[2_000, 0.1], ...[500, 750, 1_000, 1_500, 3_000, 5_000, 10_000].map((interval) => [interval, 0.12] as const)] as const)(
    'over twelve first visits that poll every %i ms differs from the median of the twelve by less than a share of %f',
    (interval, bar) => {
      for (const seed of seeds) {
        const all = visits(interval, seed);
        expect(furthest(all), `seed ${seed}`).toBeLessThan(bar);
        expect(Math.max(...all.map(({ deliveries }) => deliveries))).toBeLessThanOrEqual(120);
      }
    },
  );

  it('settles after seven equal deliveries, and never after one', () => {
    expect(headlineOf(() => oneWay)).toMatchObject({ deliveries: 7 });
    const histogram = new Histogram(latencyPrecision);
    histogram.record(oneWay);
    expect(summariseLatencies(histogram).settled).toEqual({ p50: false, p95: false, p99: false });
  });

  it('settles later if the first deliveries were late, as on a page that is loading', () => {
    const late = [900, 700, 500];
    expect(headlineOf(() => late.shift() ?? oneWay).deliveries).toBeGreaterThan(8);
  });

  it('needs more deliveries to settle for a higher percentile', () => {
    const random = seededRandom(1);
    const histogram = new Histogram(latencyPrecision);
    const settledAt: Partial<Record<'p50' | 'p95' | 'p99', number>> = {};
    for (let count = 1; count <= 400; count += 1) {
      histogram.record(oneWay + random());
      for (const [name, settled] of Object.entries(summariseLatencies(histogram).settled)) if (settled) settledAt[name as 'p50'] ??= count;
    }
    expect(settledAt).toMatchObject({ p50: 7, p95: 61, p99: 301 });
  });
});
