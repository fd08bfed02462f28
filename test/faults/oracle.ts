import type { Gap, Notification } from '../../client/stream/index.ts';
import { parseCursor } from '../../server/stream/protocol.ts';

/** Whether a reader must, may or must not get a notification. */
const forbidden = 0;
const permitted = 1;
const required = 2;
type Debt = typeof forbidden | typeof permitted | typeof required;

/** The flaws for one reader. All zero means: exactly once, in order, and every loss in a gap. */
export interface Flaws {
  /** Required, never delivered, and in no gap. */
  lost: number;
  doubled: number;
  reordered: number;
  /** Delivered although the filter excluded it the whole time. */
  uninvited: number;
  /** Gaps over a notification that had been delivered, or that was still retained. */
  falseGaps: number;
}

export const noFlaws: Readonly<Flaws> = { lost: 0, doubled: 0, reordered: 0, uninvited: 0, falseGaps: 0 };

/**
 * Records what was published and what each reader requested, and checks what each reader received. It shares no code with the ledger of the client library: it compares sequence
 * numbers with the list of published notifications.
 */
export class Oracle {
  readonly #witnesses: Witness[] = [];
  /** Event of notification `seq` at `seq - 1`; `undefined` is a broadcast. */
  readonly #events: (string | undefined)[] = [];

  get published(): number {
    return this.#events.length;
  }

  /** @param events the reader's filter, which the server knows already; `undefined` is all events */
  witness(events: readonly string[] | undefined): Witness {
    const witness = new Witness(events, this.#events);
    this.#witnesses.push(witness);
    return witness;
  }

  /** To be called in the same turn as the append: later subscriptions of a reader do not count. */
  publish(event: string, isBroadcast: boolean): void {
    this.#events.push(isBroadcast ? undefined : event);
    for (const witness of this.#witnesses) witness.owe(isBroadcast ? undefined : event);
  }
}

/** What one reader has requested, must get, and has received. */
export class Witness {
  delivered = 0;
  gaps = 0;
  readonly #flaws: Flaws = { ...noFlaws };
  readonly #published: readonly (string | undefined)[];
  /** Debt of notification `seq` at `seq`; notifications from before the reader connected are forbidden. */
  readonly #debts: Debt[] = [];
  readonly #handed: boolean[] = [];
  /** Events that are known to be in this reader's filter at the server, and (`#asked`) those for which it is not known. */
  readonly #settled: Set<string> | undefined;
  readonly #asked = new Set<string>();
  #newest = 0;

  constructor(events: readonly string[] | undefined, published: readonly (string | undefined)[]) {
    this.#settled = events && new Set(events);
    this.#published = published;
    this.#newest = published.length;
  }

  /** The highest number that this reader has received, or that a gap has covered. */
  get newest(): number {
    return this.#newest;
  }

  owe(event: string | undefined): void {
    this.#debts[this.#published.length] = this.#debtOf(event);
  }

  #debtOf(event: string | undefined): Debt {
    if (event === undefined || !this.#settled || this.#settled.has(event)) return required;
    return this.#asked.has(event) ? permitted : forbidden;
  }

  /** A subscription is pending: what is published from now on may be delivered. */
  asks(event: string): void {
    this.#asked.add(event);
  }

  /** The subscription was acknowledged: what is published from now on must be delivered. */
  hasAsked(event: string): void {
    this.#settled?.add(event);
  }

  /** An unsubscription is pending: undelivered notifications need not be delivered any more. */
  leaves(event: string): void {
    this.#settled?.delete(event);
    this.#asked.add(event);
    for (let seq = this.#newest + 1; seq <= this.#published.length; seq += 1) {
      if (this.#published[seq - 1] === event && this.#debts[seq] === required) this.#debts[seq] = permitted;
    }
  }

  /** The unsubscription was acknowledged. */
  hasLeft(event: string): void {
    this.#asked.delete(event);
  }

  notification({ id }: Notification): void {
    const seq = seqOf(id);
    if (this.#handed[seq]) this.#flaws.doubled += 1;
    else if (seq <= this.#newest) this.#flaws.reordered += 1;
    else if ((this.#debts[seq] ?? forbidden) === forbidden) this.#flaws.uninvited += 1;
    this.#handed[seq] = true;
    this.#newest = Math.max(this.#newest, seq);
    this.delivered += 1;
  }

  /** @param oldest number of the oldest notification that the log retains: a gap must not cover retained ones */
  gap({ from, to }: Gap, oldest: number): void {
    const [first, last] = [seqOf(from) + 1, seqOf(to)];
    this.gaps += 1;
    let isFalse = last >= oldest;
    for (let seq = first; seq <= last; seq += 1) {
      if (this.#handed[seq]) isFalse = true;
      this.#debts[seq] = permitted;
    }
    if (isFalse) this.#flaws.falseGaps += 1;
    this.#newest = Math.max(this.#newest, last);
  }

  /** To be called when nothing more is in flight. */
  judge(): Flaws {
    let lost = 0;
    for (let seq = 1; seq <= this.#published.length; seq += 1) if (this.#debts[seq] === required && !this.#handed[seq]) lost += 1;
    return { ...this.#flaws, lost };
  }
}

function seqOf(cursor: string): number {
  const parsed = parseCursor(cursor);
  if (!parsed) throw new Error(`Expected a cursor; got ${JSON.stringify(cursor)}.`);
  return parsed.seq;
}
