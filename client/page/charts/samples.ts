/** From records to what is drawn: pure, and small enough to be drawn four times a second whatever the rate. */
import { perTransport } from '../../../bench/result/identity.ts';
import { Histogram } from '../../../bench/statistics/histogram.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { Brought } from '../dock/brought.ts';
import type { Track } from '../track/records.ts';
import type { LaneSummary } from '../track/summary.ts';

/** Points of one line, or of one cloud of dots, in the order of their places. */
export interface Line {
  /** `undefined` where it belongs to no transport. */
  readonly lane: TransportName | undefined;
  readonly places: readonly number[];
  readonly values: readonly number[];
}

type Scanned = Pick<Track, 'scan'>;
export type PerTransport<Value> = Readonly<Record<TransportName, Value>>;

/** Milliseconds: what a logarithmic axis begins with. */
const leastLatency = 0.1;

interface Point {
  readonly place: number;
  readonly took: number;
}

/** A slot of time in one lane: its fastest delivery and its slowest. */
interface Slot {
  least: Point;
  most: Point;
}

const lineOf = (lane: TransportName, points: readonly Point[]): Line => ({
  lane,
  places: points.map(({ place }) => place),
  values: points.map(({ took }) => took),
});

/**
 * Latencies over time. Of a slot that holds many deliveries the fastest and the slowest are kept, so that a thousand a second costs as much as ten.
 * @param from epoch milliseconds @param until exclusive; places are seconds before it @param slots how finely time is cut
 */
export function latencyDots(track: Scanned, from: number, until: number, slots = 240): Line[] {
  const kept = perTransport(() => new Map<number, Slot>());
  const width = (until - from) / slots;
  track.scan(from, until, ({ kind, lane, at, took }) => {
    if (kind !== 'delivered' || !lane) return;
    const key = Math.floor((at - from) / width);
    const point = { place: (at - until) / 1_000, took: Math.max(took, leastLatency) };
    const slot = kept[lane].get(key);
    if (!slot) kept[lane].set(key, { least: point, most: point });
    else if (point.took < slot.least.took) slot.least = point;
    else if (point.took > slot.most.took) slot.most = point;
  });
  return transportNames.map((lane) => {
    const points = [...kept[lane].values()].flatMap(({ least, most }) => (least === most ? [least] : [least, most]));
    return lineOf(
      lane,
      points.sort((one, other) => one.place - other.place),
    );
  });
}

/** Rings that are drawn at most. */
const mostRings = 60;

/** The newest deliveries of one exchange between two times, which get a ring among the dots. */
export function ringed(brought: Brought | undefined, from: number, until: number): Line {
  const shown = (brought?.deliveries ?? []).filter(({ at }) => at >= from && at < until).slice(-mostRings);
  return {
    lane: undefined,
    places: shown.map(({ at }) => (at - until) / 1_000),
    values: shown.map(({ took }) => Math.max(took, leastLatency)),
  };
}

/** Histograms of latencies. */
export type Latencies = PerTransport<Histogram>;

const noLatencies = (): Latencies => perTransport(() => new Histogram());

/** Histograms of deliveries for each of several periods of equal length, newest first. */
export function countLatencies(track: Scanned, from: number, until: number, stretches: number): Latencies[] {
  const counted = Array.from({ length: stretches }, noLatencies);
  const width = (until - from) / stretches;
  track.scan(from, until, ({ kind, lane, at, took }) => {
    if (kind === 'delivered' && lane) counted[Math.ceil((until - at) / width) - 1]?.[lane].record(Math.max(took, leastLatency));
  });
  return counted;
}

/** The same for one stretch. */
export const latenciesIn = (track: Scanned, from: number, until: number): Latencies => countLatencies(track, from, until, 1)[0] ?? noLatencies();

/** Ratio of two neighbouring points of a distribution at least: closer ones cannot be seen. */
const apart = 1.02;

/** The share of a transport's deliveries, in percent, that took no longer than each place, in milliseconds: from none to all of them. */
export const ecdf = (latencies: Latencies): Line[] =>
  transportNames.map((lane) => {
    const { buckets, count } = latencies[lane];
    const [first] = buckets;
    // From just below the fastest.
    const places = first ? [first[0] / 1.001] : [];
    const values = first ? [0] : [];
    let below = 0;
    for (const [took, deliveries] of buckets) {
      below += deliveries;
      if (below < count && took < (places.at(-1) ?? 0) * apart) continue;
      places.push(took);
      values.push((100 * below) / count);
    }
    return { lane, places, values };
  });

/** Bytes of both directions. */
export const bytesOf = ({ up, down }: Pick<LaneSummary, 'up' | 'down'>): number =>
  up.headers + up.framing + up.payload + down.headers + down.framing + down.payload;

/** The bytes of the lanes at one time. */
interface Sum {
  readonly at: number;
  readonly bytes: PerTransport<number>;
}

/** Cumulative bytes, as they were at each of the last moments. */
export class ByteHistory {
  #sums: Sum[] = [];
  readonly #kept: number;

  /** @param kept milliseconds */
  constructor(kept: number) {
    this.#kept = kept;
  }

  add(at: number, summaries: PerTransport<LaneSummary>): void {
    this.#sums.push({ at, bytes: perTransport((name) => bytesOf(summaries[name])) });
    const old = this.#sums.findIndex((sum) => sum.at >= at - this.#kept);
    if (old > 64) this.#sums = this.#sums.slice(old);
  }

  /** @param from epoch milliseconds @param until places are seconds before it */
  between(from: number, until: number): Line[] {
    const sums = this.#sums.filter(({ at }) => at >= from && at <= until);
    const places = sums.map(({ at }) => (at - until) / 1_000);
    return transportNames.map((lane) => ({ lane, places, values: sums.map(({ bytes }) => bytes[lane]) }));
  }
}

/**
 * The value of a line at a place: its last point before that; `undefined` if the line begins later or is empty. @param reach how old that point may
 * be
 */
export function valueAt({ places, values }: Line, place: number, reach = Number.POSITIVE_INFINITY): number | undefined {
  const after = places.findIndex((one) => one > place);
  const index = (after < 0 ? places.length : after) - 1;
  const found = places[index];
  return found !== undefined && place - found <= reach ? values[index] : undefined;
}
