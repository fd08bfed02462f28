/** From records to what is drawn: pure, and small enough to be drawn four times a second whatever the rate. */
import { perTransport } from '../../../bench/result/identity.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { Track, TrackRecord } from '../track/records.ts';
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

/** A list read as a track is. */
export const scanOf = (records: readonly TrackRecord[]): Scanned => ({
  scan(from, until, visit) {
    for (const record of records) if (record.at >= from && record.at < until) visit(record);
  },
});

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

/** Bins to a decade of the distribution: each is 6 % wider than the one before. */
const binsPerDecade = 40;
const bins = 7 * binsPerDecade + 1;
const edge = (bin: number): number => leastLatency * 10 ** (bin / binsPerDecade);

/** How many deliveries took how long, in logarithmic bins from 0.1 ms to 1,000 s. */
export class LatencyBins {
  readonly counts = perTransport(() => new Uint32Array(bins));
  readonly totals = perTransport(() => 0);

  add(lane: TransportName, took: number): void {
    const bin = Math.ceil(Math.log10(Math.max(took, leastLatency) / leastLatency) * binsPerDecade - 1e-9);
    const place = Math.min(bin, bins - 1);
    this.counts[lane][place] = (this.counts[lane][place] ?? 0) + 1;
    this.totals[lane] += 1;
  }

  /** Milliseconds below which this share of a transport's deliveries lies, to the width of a bin; `undefined` without any. */
  quantile(lane: TransportName, share: number): number | undefined {
    const total = this.totals[lane];
    if (total === 0) return undefined;
    let sum = 0;
    const bin = this.counts[lane].findIndex((count) => {
      sum += count;
      return sum >= share * total;
    });
    return edge(bin);
  }
}

/** Deliveries by how long they took, for each of so many stretches of equal length; the newest first. */
export function latencyBins(track: Scanned, from: number, until: number, stretches = 1): LatencyBins[] {
  const counted = Array.from({ length: stretches }, () => new LatencyBins());
  const width = (until - from) / stretches;
  track.scan(from, until, ({ kind, lane, at, took }) => {
    if (kind === 'delivered' && lane) counted[Math.ceil((until - at) / width) - 1]?.add(lane, took);
  });
  return counted;
}

/** The share of a transport's deliveries, in percent, that took no longer than each place, in milliseconds: from none to all of them. */
export const ecdf = ([{ counts, totals } = new LatencyBins()]: readonly LatencyBins[]): Line[] =>
  transportNames.map((lane) => {
    const used = counts[lane];
    const first = used.findIndex((count) => count > 0);
    if (first < 0) return { lane, places: [], values: [] };
    const last = used.findLastIndex((count) => count > 0);
    let sum = 0;
    const places = Array.from({ length: last - first + 2 }, (_, index) => first - 1 + index);
    const values = places.map((bin) => {
      sum += used[bin] ?? 0;
      return (100 * sum) / totals[lane];
    });
    return { lane, places: places.map(edge), values };
  });

/** Bytes of both directions. */
export const bytesOf = ({ up, down }: Pick<LaneSummary, 'up' | 'down'>): number =>
  up.headers + up.framing + up.payload + down.headers + down.framing + down.payload;

/** What the lanes had taken at a time. */
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

/** Where a line stands at a place: its last point before that; of a line that begins later or is empty `undefined`. @param reach how old that point may be */
export function valueAt({ places, values }: Line, place: number, reach = Number.POSITIVE_INFINITY): number | undefined {
  const after = places.findIndex((one) => one > place);
  const index = (after < 0 ? places.length : after) - 1;
  const found = places[index];
  return found !== undefined && place - found <= reach ? values[index] : undefined;
}
