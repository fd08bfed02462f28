import { transportNames } from '../../../server/stream/protocol.ts';
import type { Track, TrackRecord } from '../track/records.ts';
import { type Mark, mark } from './marks.ts';
import { Pen } from './pen.ts';

/** A stretch of time. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Milliseconds before the window that are also read, because an answer in it may have been requested earlier. */
const before = 5_000;

/** The clocks agree to some tenths of a millisecond. An answer must not seem to arrive before it was given. */
const slack: Readonly<Partial<Record<TrackRecord['kind'], number>>> = { asks: -1, idle: -1, hears: 1, delivered: 1, broke: 1 };
const orderOf = ({ kind, at }: TrackRecord): number => at + (slack[kind] ?? 0);

/** What happened in a window, copied and in the order of time. */
export function collect(track: Pick<Track, 'scan'>, { from, until }: Span): TrackRecord[] {
  const found: TrackRecord[] = [];
  track.scan(from - before, until, (record) => found.push({ ...record }));
  return found.sort((one, other) => orderOf(one) - orderOf(other));
}

/**
 * The marks of a window of records.
 * @param records in the order of time @param oneWay milliseconds from one end of the line to the other, for what is seen at one end only
 */
export function layOut(records: readonly TrackRecord[], { from, until }: Span, oneWay: number): Mark[] {
  const pens = new Map(transportNames.map((name) => [name, new Pen(name, oneWay)]));
  const published = records.filter(({ kind }) => kind === 'published');
  for (const record of records) {
    if (record.lane) pens.get(record.lane)?.take(record);
    else if (record.kind !== 'published') for (const pen of pens.values()) pen.take(record);
  }
  const ticks = published.map(({ at, seq }) => mark('tick', at, at, { seq }));
  const drawn = [...pens.values()].flatMap((pen) => pen.finish(until, published));
  return [...ticks, ...drawn].filter((one) => one.until >= from);
}
