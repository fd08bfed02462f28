import { type TransportName, transportNames } from '../../../server/protocol.ts';
import type { Track, TrackRecord } from '../track/records.ts';
import { type Mark, mark } from './marks.ts';

/** A stretch of time. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Milliseconds before the window that are read too: what comes down in it went up before. */
const before = 5_000;

/** The clocks agree to some tenths of a millisecond: an answer must not seem to come before it was given. */
const slack: Readonly<Partial<Record<TrackRecord['kind'], number>>> = { asks: -1, hears: 1, delivered: 1, broke: 1 };
const orderOf = ({ kind, at }: TrackRecord): number => at + (slack[kind] ?? 0);

/** What happened in a window, copied and in the order of time. */
export function collect(track: Pick<Track, 'scan'>, { from, until }: Span): TrackRecord[] {
  const found: TrackRecord[] = [];
  track.scan(from - before, until, (record) => found.push({ ...record }));
  return found.sort((one, other) => orderOf(one) - orderOf(other));
}

const bytesOf = ({ headers, framing, payload }: TrackRecord) => {
  const bytes = headers + framing + payload;
  return { bytes, solid: bytes > 0 ? (framing + payload) / bytes : 0 };
};

/** Draws one lane from what happened on it, in the order of time. */
class Pen {
  readonly marks: Mark[] = [];
  readonly #lane: TransportName;
  readonly #oneWay: number;
  readonly #delivered = new Set<number>();
  #least = Number.POSITIVE_INFINITY;
  #most = 0;
  /** When the page asked, until the server is seen to have been asked. */
  #asked: number | undefined;
  /** What the server wrote and the page has not heard yet. */
  #answer: TrackRecord | undefined;
  #wrote: TrackRecord[] = [];
  #parked: { readonly at: number; readonly exchange: number } | undefined;
  #away: number | undefined;

  /** @param oneWay milliseconds: for signs of life, of which one end is not seen */
  constructor(lane: TransportName, oneWay: number) {
    this.#lane = lane;
    this.#oneWay = oneWay;
  }

  #draw(kind: Mark['kind'], from: number, until: number, rest: Partial<Mark> = {}): void {
    this.marks.push(mark(kind, from, until, { lane: this.#lane, ...rest }));
  }

  get #polls(): boolean {
    return this.#lane.endsWith('polling');
  }

  take(record: TrackRecord): void {
    const { kind, at } = record;
    if (kind === 'asks') this.#asked = at;
    else if (kind === 'asked') this.#rises(record);
    else if (kind === 'answered') this.#answers(record);
    else if (kind === 'wrote') this.#writes(record);
    else if (kind === 'heard') this.#draw('pong', at - this.#oneWay, at, { exchange: record.exchange, bytes: record.framing });
    else if (kind === 'hears') this.#hears(record);
    else if (kind === 'delivered') this.#lands(record);
    else if (kind === 'doubled') this.#draw('twice', at, at, { count: record.count });
    else if (kind === 'broke') this.#breaks(at);
  }

  #rises(record: TrackRecord): void {
    const { at, exchange } = record;
    if (this.#asked !== undefined) {
      this.#draw('rise', this.#asked, at, { exchange, ...bytesOf(record), handshake: this.#lane === 'websocket' });
    }
    this.#asked = undefined;
    if (this.#polls) this.#parked = { at, exchange };
  }

  #answers(record: TrackRecord): void {
    const { at, took, exchange, count } = record;
    if (this.#polls) this.#draw('held', at - took, at, { exchange, count });
    this.#parked = undefined;
    this.#answer = record;
  }

  #writes(record: TrackRecord): void {
    const { at, exchange } = record;
    if (record.count > 0) this.#wrote.push(record);
    // A hello is drawn by the head before it.
    else if (!this.#answer) this.#draw('ping', at, at + this.#oneWay, { exchange, ...bytesOf(record) });
  }

  #hears({ at, status }: TrackRecord): void {
    const answer = this.#answer;
    if (answer) {
      const { exchange, seq, count } = answer;
      this.#draw('fall', answer.at, at, { exchange, seq, count, ...bytesOf(answer), handshake: this.#lane === 'websocket' });
    }
    this.#answer = undefined;
    if (status >= 400) this.#draw('refused', at, at);
    else this.#isBack(at);
  }

  #lands({ at, seq, took }: TrackRecord): void {
    this.#isBack(at);
    while (this.#wrote[0] && this.#wrote[0].seq < seq) this.#wrote.shift();
    const wrote = this.#wrote[0];
    if (wrote?.seq === seq) {
      this.#draw('fall', wrote.at, at, { exchange: wrote.exchange, seq, count: wrote.count, ...bytesOf(wrote) });
      this.#wrote.shift();
    }
    this.#draw('dot', at - took, at, { seq, count: 1, exchange: wrote?.exchange ?? 0 });
    this.#delivered.add(seq);
    this.#least = Math.min(this.#least, seq);
    this.#most = Math.max(this.#most, seq);
  }

  #breaks(at: number): void {
    this.#away ??= at;
    this.#asked = undefined;
    this.#answer = undefined;
    this.#parked = undefined;
    this.#wrote = [];
  }

  #isBack(at: number): void {
    if (this.#away !== undefined) this.#draw('away', this.#away, at);
    this.#away = undefined;
  }

  /** What is still going on at the end of the window, and what will not come any more. */
  finish(until: number, published: readonly TrackRecord[]): readonly Mark[] {
    if (this.#parked) this.#draw('held', this.#parked.at, until, { exchange: this.#parked.exchange });
    this.#isBack(until);
    for (const { at, seq } of published) {
      if (seq > this.#least && seq < this.#most && !this.#delivered.has(seq)) this.#draw('lost', at, at, { seq });
    }
    return this.marks;
  }
}

/**
 * The marks of a window of records.
 * @param records in the order of time @param oneWay milliseconds from one end of the line to the other, for what is seen at one end only
 */
export function layOut(records: readonly TrackRecord[], { from, until }: Span, oneWay: number): Mark[] {
  const pens = new Map(transportNames.map((name) => [name, new Pen(name, oneWay)]));
  const published = records.filter(({ kind }) => kind === 'published');
  for (const record of records) if (record.lane) pens.get(record.lane)?.take(record);
  const ticks = published.map(({ at, seq }) => mark('tick', at, at, { seq }));
  const drawn = [...pens.values()].flatMap((pen) => pen.finish(until, published));
  return [...ticks, ...drawn].filter((one) => one.until >= from);
}
