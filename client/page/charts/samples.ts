/** From records to what is drawn: pure, and small enough to be drawn four times a second whatever the rate. */
import { type TransportName, transportNames } from '../../../server/protocol.ts';
import type { Track, TrackRecord } from '../track/records.ts';
import type { LaneSummary } from '../track/summary.ts';

/** uPlot's form: one list of places, and one list of values per transport, `null` where it has none. */
export type Aligned = [places: number[], ...values: (number | null)[][]];

export type PerTransport<Value> = Readonly<Record<TransportName, Value>>;

export const perTransport = <Value>(make: (name: TransportName) => Value): PerTransport<Value> =>
  Object.fromEntries(transportNames.map((name) => [name, make(name)])) as Record<TransportName, Value>;

/** A list read as a track is. */
export const scanOf = (records: readonly TrackRecord[]): Pick<Track, 'scan'> => ({
  scan(from, until, visit) {
    for (const record of records) if (record.at >= from && record.at < until) visit(record);
  },
});

/** Milliseconds: what a logarithmic axis begins with. */
export const leastLatency = 0.1;

interface Point {
  readonly place: number;
  readonly lane: number;
  readonly took: number;
}

/** A slot of time in one lane: its fastest delivery, its slowest, and how many there were. */
interface Slot {
  least: Point;
  most: Point;
}

/**
 * Latencies over time. Of a slot that holds many deliveries the fastest and the slowest are kept, so that a thousand a second costs as much as ten.
 * @param from epoch milliseconds @param until exclusive; places are seconds before it @param slots how finely time is cut
 */
export function latencyDots(track: Pick<Track, 'scan'>, from: number, until: number, slots = 240): Aligned {
  const kept = new Map<number, Slot>();
  const width = (until - from) / slots;
  track.scan(from, until, ({ kind, lane, at, took }) => {
    if (kind !== 'delivered' || !lane) return;
    const index = transportNames.indexOf(lane);
    const key = Math.floor((at - from) / width) * transportNames.length + index;
    const point = { place: (at - until) / 1_000, lane: index, took: Math.max(took, leastLatency) };
    const slot = kept.get(key);
    if (!slot) kept.set(key, { least: point, most: point });
    else if (point.took < slot.least.took) slot.least = point;
    else if (point.took > slot.most.took) slot.most = point;
  });
  const points = [...kept.values()].flatMap(({ least, most }) => (least === most ? [least] : [least, most]));
  points.sort((one, other) => one.place - other.place);
  return [points.map(({ place }) => place), ...transportNames.map((_, lane) => points.map((point) => (point.lane === lane ? point.took : null)))];
}

/** Bins to a decade of the distribution: each is 6 % wider than the one before. */
const binsPerDecade = 40;
const decades = 7;
const edge = (bin: number): number => leastLatency * 10 ** (bin / binsPerDecade);

/** How many deliveries took how long, in logarithmic bins from 0.1 ms to 1,000 s. */
export class LatencyBins {
  readonly counts = perTransport(() => new Uint32Array(binsPerDecade * decades + 1));
  readonly totals: Record<TransportName, number> = { ...perTransport(() => 0) };

  add(lane: TransportName, took: number): void {
    const bin = Math.ceil(Math.log10(Math.max(took, leastLatency) / leastLatency) * binsPerDecade - 1e-9);
    const counts = this.counts[lane];
    const place = Math.min(bin, counts.length - 1);
    counts[place] = (counts[place] ?? 0) + 1;
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

/** All deliveries of a time, by how long they took. */
export function latencyBins(track: Pick<Track, 'scan'>, from: number, until: number): LatencyBins {
  const bins = new LatencyBins();
  track.scan(from, until, ({ kind, lane, took }) => {
    if (kind === 'delivered' && lane) bins.add(lane, took);
  });
  return bins;
}

/** The share of deliveries, 0 to 1, that took no longer than each place, in milliseconds. From the bin before the first delivery to the last. */
export function ecdf({ counts, totals }: LatencyBins): Aligned {
  const used = Array.from({ length: binsPerDecade * decades + 1 }, (_, bin) => transportNames.some((name) => (counts[name][bin] ?? 0) > 0));
  const first = used.indexOf(true);
  if (first < 0) return [[], ...transportNames.map(() => [])];
  const bins = Array.from({ length: used.lastIndexOf(true) - first + 2 }, (_, index) => first - 1 + index);
  const shares = transportNames.map((name) => {
    let sum = 0;
    return bins.map((bin) => {
      sum += counts[name][bin] ?? 0;
      return totals[name] > 0 ? sum / totals[name] : null;
    });
  });
  return [bins.map(edge), ...shares];
}

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
  between(from: number, until: number): Aligned {
    const sums = this.#sums.filter(({ at }) => at >= from && at <= until);
    return [sums.map(({ at }) => (at - until) / 1_000), ...transportNames.map((name) => sums.map(({ bytes }) => bytes[name]))];
  }
}
