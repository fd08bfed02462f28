import type { TransportName } from '../../../server/stream/protocol.ts';
import type { RecordKind, Track, TrackRecord } from './records.ts';

/** Milliseconds that are kept. */
export const kept = 60_000;

/** The columns that are numbers, in the order of exported files. */
export const numbers = ['at', 'seq', 'count', 'exchange', 'headers', 'framing', 'payload', 'took', 'status', 'buffered'] as const;

/** What is handed in: columns that are left out are 0. */
export type TrackEntry = Pick<TrackRecord, 'kind' | 'lane' | 'at'> & Partial<TrackRecord>;

type Row = { -readonly [Name in keyof TrackRecord]: TrackRecord[Name] };

const zeros = () => Object.fromEntries(numbers.map((name) => [name, 0])) as Record<(typeof numbers)[number], number>;

/**
 * A ring of preallocated columns: a record costs no object, so the heap stays flat at any rate. Rows stand in the order of their coming: what the server tells comes a batch
 * later than what the page saw.
 */
export class TrackRing implements Track {
  readonly #capacity: number;
  readonly #kinds: RecordKind[];
  readonly #lanes: (TransportName | undefined)[];
  readonly #columns: readonly (readonly [name: (typeof numbers)[number], values: Float64Array])[];
  readonly #times: Float64Array;
  /** The latest time up to each row: ascending, so that a window's start is found by halving. */
  readonly #latest: Float64Array;
  readonly #row: Row = { kind: 'asks', lane: undefined, ...zeros() };
  #newest = Number.NEGATIVE_INFINITY;
  /** The number of the oldest row that is kept. */
  #first = 0;
  total = 0;

  /** @param capacity rows */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#kinds = new Array(capacity).fill('asks');
    this.#lanes = new Array(capacity).fill(undefined);
    this.#times = new Float64Array(capacity);
    this.#latest = new Float64Array(capacity);
    this.#columns = numbers.map((name) => [name, name === 'at' ? this.#times : new Float64Array(capacity)]);
  }

  get oldest(): number | undefined {
    return this.#first < this.total ? this.#times[this.#first % this.#capacity] : undefined;
  }

  add(entry: TrackEntry): void {
    const place = this.total % this.#capacity;
    this.#kinds[place] = entry.kind;
    this.#lanes[place] = entry.lane;
    for (const [name, values] of this.#columns) values[place] = entry[name] ?? 0;
    this.#newest = Math.max(this.#newest, entry.at);
    this.#latest[place] = this.#newest;
    this.total += 1;
    this.#first = Math.max(this.#first, this.total - this.#capacity);
    while (this.#first < this.total - 1 && this.#latestOf(this.#first) < this.#newest - kept) this.#first += 1;
  }

  scan(from: number, until: number, visit: (record: TrackRecord) => void): void {
    for (let number = this.#startOf(Math.max(from, this.#newest - kept)); number < this.total; number += 1) {
      const place = number % this.#capacity;
      const at = this.#times[place] ?? 0;
      if (at >= from && at < until) visit(this.#read(place));
    }
  }

  #latestOf(number: number): number {
    return this.#latest[number % this.#capacity] ?? 0;
  }

  /** The first row that can hold something of `from` or later. */
  #startOf(from: number): number {
    let [low, high] = [this.#first, this.total];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#latestOf(middle) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #read(place: number): TrackRecord {
    const row = this.#row;
    row.kind = this.#kinds[place] ?? 'asks';
    row.lane = this.#lanes[place];
    for (const [name, values] of this.#columns) row[name] = values[place] ?? 0;
    return row;
  }
}
