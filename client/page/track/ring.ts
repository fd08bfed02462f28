import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { RecordKind, Track, TrackRecord } from './records.ts';

/** Milliseconds that are kept. */
export const kept = 60_000;

const kinds: readonly RecordKind[] = [
  'asks',
  'hears',
  'delivered',
  'doubled',
  'missed',
  'gap',
  'broke',
  'idle',
  'silent',
  'passes',
  'published',
  'asked',
  'answered',
  'wrote',
  'heard',
  'ended',
];

const columns = ['at', 'seq', 'count', 'exchange', 'headers', 'framing', 'payload', 'took', 'status', 'buffered'] as const;

/** What is handed in: columns that are left out are 0. */
export type TrackEntry = Pick<TrackRecord, 'kind' | 'lane' | 'at'> & Partial<TrackRecord>;

/** A track that can be written to. Rows stand in the order of their coming: what the server tells comes a batch later than what the page saw. */
export type WritableTrack = Track & { add(entry: TrackEntry): void };

type Row = { -readonly [Name in keyof TrackRecord]: TrackRecord[Name] };

/**
 * A ring of preallocated columns: a record costs no object, so the heap stays flat at any rate.
 * @param capacity rows
 */
export function createTrack(capacity: number): WritableTrack {
  const kindOf = new Uint8Array(capacity);
  const laneOf = new Uint8Array(capacity);
  const data = columns.map(() => new Float64Array(capacity));
  const times = data[0] as Float64Array;
  /** The latest time up to each row: ascending, so that a window's start is found by halving. */
  const latest = new Float64Array(capacity);
  const row = Object.fromEntries(['kind', 'lane', ...columns].map((name) => [name, 0])) as unknown as Row;
  let total = 0;
  let newest = Number.NEGATIVE_INFINITY;
  /** The number of the oldest row that is kept. */
  let first = 0;

  /** The first row that can hold something of `from` or later. */
  const startOf = (from: number): number => {
    let [low, high] = [first, total];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((latest[middle % capacity] as number) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get total() {
      return total;
    },
    get oldest() {
      return first < total ? times[first % capacity] : undefined;
    },
    add(entry) {
      const place = total % capacity;
      kindOf[place] = kinds.indexOf(entry.kind);
      laneOf[place] = entry.lane ? transportNames.indexOf(entry.lane) : transportNames.length;
      for (let column = 0; column < columns.length; column += 1) {
        (data[column] as Float64Array)[place] = entry[columns[column] as (typeof columns)[number]] ?? 0;
      }
      newest = Math.max(newest, entry.at);
      latest[place] = newest;
      total += 1;
      first = Math.max(first, total - capacity);
      while (first < total - 1 && (latest[first % capacity] as number) < newest - kept) first += 1;
    },
    scan(from, until, visit) {
      for (let number = startOf(Math.max(from, newest - kept)); number < total; number += 1) {
        const place = number % capacity;
        const at = times[place] as number;
        if (at < from || at >= until) continue;
        row.kind = kinds[kindOf[place] as number] as RecordKind;
        row.lane = transportNames[laneOf[place] as number] as TransportName | undefined;
        for (let column = 0; column < columns.length; column += 1) {
          row[columns[column] as (typeof columns)[number]] = (data[column] as Float64Array)[place] as number;
        }
        visit(row);
      }
    },
  };
}
