import { transports } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { RecordKind, TrackRecord } from '../track/records.ts';
import { Losses } from './losses.ts';
import { type Mark, mark } from './marks.ts';

const bytesOf = ({ headers, framing, payload }: TrackRecord) => {
  const bytes = headers + framing + payload;
  return { bytes, solid: bytes > 0 ? (framing + payload) / bytes : 0 };
};

/** Records that the server may send after a stream has gone. */
const behind: ReadonlySet<RecordKind> = new Set(['asked', 'answered', 'wrote', 'heard', 'ended']);

/** Draws one lane from what happened on it, in the order of time. */
export class Pen {
  readonly marks: Mark[] = [];
  readonly #lane: TransportName;
  readonly #oneWay: number;
  readonly #losses = new Losses();
  /** When the page asked, until the server has reported the request. */
  #asked: number | undefined;
  /** What the server wrote and the page has not received yet. */
  #answer: TrackRecord | undefined;
  #wrote: TrackRecord[] = [];
  #held: { readonly at: number; readonly exchange: number } | undefined;
  #away: number | undefined;
  #silent: number | undefined;
  /** Since when there has been no stream here. */
  #idle: number | undefined;

  /** @param oneWay milliseconds: for signs of life, of which one end is not seen */
  constructor(lane: TransportName, oneWay: number) {
    this.#lane = lane;
    this.#oneWay = oneWay;
  }

  #draw(kind: Mark['kind'], from: number, until: number, rest: Partial<Mark> = {}): void {
    this.marks.push(mark(kind, from, until, { lane: this.#lane, ...rest }));
  }

  get #polls(): boolean {
    return transports[this.#lane].polls;
  }

  take(record: TrackRecord): void {
    const { kind, at } = record;
    if (this.#idle !== undefined && behind.has(kind)) return;
    if (kind === 'asks') this.#asks(at);
    else if (kind === 'asked') this.#rises(record);
    else if (kind === 'answered') this.#answers(record);
    else if (kind === 'wrote') this.#writes(record);
    else if (kind === 'heard') this.#draw('pong', at - this.#oneWay, at, { exchange: record.exchange, bytes: record.framing });
    else if (kind === 'hears') this.#hears(record);
    else if (kind === 'delivered') this.#lands(record);
    else if (kind === 'doubled') this.#draw('twice', at, at, { count: record.count });
    else if (kind === 'ended' && this.#held?.exchange === record.exchange) this.#drops(at);
    else if (kind === 'broke') this.#breaks(at);
    else if (kind === 'silent') this.#silent ??= at - record.took;
    else if (kind === 'passes') this.#passes(at, record.took);
    else if (kind === 'idle') this.#rests(at - record.took);
    else if (kind === 'missed' || kind === 'gap') this.#losses.skips(record);
  }

  #asks(at: number): void {
    if (this.#idle !== undefined) this.#draw('idle', this.#idle, at);
    this.#idle = undefined;
    this.#asked = at;
  }

  #rises(record: TrackRecord): void {
    const { at, exchange } = record;
    if (this.#asked !== undefined) {
      this.#draw('rise', this.#asked, at, { exchange, ...bytesOf(record), handshake: this.#lane === 'websocket' });
    }
    this.#asked = undefined;
    // Requests never overlap; the next one can come before the server reports the end of the previous connection.
    this.#drops(at);
    if (this.#polls) this.#held = { at, exchange };
  }

  #answers(record: TrackRecord): void {
    const { at, took, exchange, count } = record;
    if (this.#polls) this.#draw('held', at - took, at, { exchange, count });
    this.#held = undefined;
    this.#answer = record;
  }

  /** A held poll will not be answered any more, and the page has not noticed. */
  #drops(at: number): void {
    if (!this.#held) return;
    const { exchange } = this.#held;
    this.#leaves(at);
    this.#draw('dropped', at, at, { exchange });
  }

  /** The client has left a request that is still held. */
  #leaves(at: number): void {
    if (this.#held) this.#draw('held', this.#held.at, at, { exchange: this.#held.exchange });
    this.#held = undefined;
    this.#asked = undefined;
    this.#answer = undefined;
    this.#wrote = [];
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
    if (status >= 400) this.#draw('refused', at, at, { status });
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
    this.#losses.lands(seq);
  }

  #breaks(at: number): void {
    this.#away ??= at;
    this.#leaves(at);
  }

  /** The page has closed the stream, or switched it to another lane: nothing is missing here. */
  #rests(at: number): void {
    if (this.#idle !== undefined) return;
    this.#isBack(at);
    this.#leaves(at);
    this.#idle = at;
  }

  #isBack(at: number): void {
    if (this.#away !== undefined) this.#draw('away', this.#away, at);
    this.#away = undefined;
  }

  #passes(at: number, after: number): void {
    this.#draw('silent', this.#silent ?? at - after, at);
    this.#silent = undefined;
  }

  /** Adds what is still going on at the end of the window, and what is lost. */
  finish(until: number, published: readonly TrackRecord[]): readonly Mark[] {
    const lasts = (kind: Mark['kind'], from: number | undefined, exchange = 0) => {
      if (from !== undefined) this.#draw(kind, from, until, { exchange, open: true });
    };
    lasts('held', this.#held?.at, this.#held?.exchange);
    lasts('away', this.#away);
    lasts('silent', this.#silent);
    lasts('idle', this.#idle);
    for (const { at, seq } of published) if (this.#losses.has(seq)) this.#draw('lost', at, at, { seq });
    return this.marks;
  }
}
