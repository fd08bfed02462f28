/** What the lanes, the charts, the log and the export are drawn from. Times are epoch milliseconds of the server's clock, drawn from the clock exchange. */
import type { TransportName } from '../../../server/stream/protocol.ts';

/** `published`, `silent` and `passes` belong to all lanes. The first group is seen by the page, the second told by the server. */
export const recordKinds = [
  /** The page sends a question, or opens a stream. */
  'asks',
  /** An answer, or a stream's hello, has come. */
  'hears',
  /** A notification was given to its listener. */
  'delivered',
  'doubled',
  /** Numbers were skipped without a word, as the stream's ledger has it. */
  'missed',
  'gap',
  /** The line broke, or was dropped. */
  'broke',
  /** No stream runs on this lane; written down again while that lasts. */
  'idle',
  /** Nothing passes, on no lane; written down again while that lasts. */
  'silent',
  /** It passes again. */
  'passes',
  'published',
  'asked',
  'answered',
  'wrote',
  'heard',
  'ended',
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** One row. Columns that a kind does not have are 0. */
export interface TrackRecord {
  readonly kind: RecordKind;
  readonly lane: TransportName | undefined;
  readonly at: number;
  /** The number in the notification's id; in `answered`, `wrote`, `missed` and `gap` the last one of them. */
  readonly seq: number;
  /** Notifications in it. */
  readonly count: number;
  readonly exchange: number;
  readonly headers: number;
  readonly framing: number;
  readonly payload: number;
  /** Milliseconds: of `delivered` since its scheduled publishing, of `answered` since `asked`, of `silent` and `passes` since nothing passed, of `idle` since the stream went. */
  readonly took: number;
  /** HTTP status of `hears` and `answered`. */
  readonly status: number;
  /** Bytes that waited for this reader, in `wrote`. */
  readonly buffered: number;
}

/** The last 60 s and at most so many records as fit, oldest first. */
export interface Track {
  /** Records that were ever added. */
  readonly total: number;
  /** When the oldest one that is kept happened; `undefined` while there is none. */
  readonly oldest: number | undefined;
  /** Visits what happened from one time until before another. The record is the same object each time: copy what you keep. */
  scan(from: number, until: number, visit: (record: TrackRecord) => void): void;
}

/** A list read as a track is. */
export const scanOf = (records: readonly TrackRecord[]): Pick<Track, 'scan'> => ({
  scan(from, until, visit) {
    for (const record of records) if (record.at >= from && record.at < until) visit(record);
  },
});
