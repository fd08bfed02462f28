import { parseCursor } from '../../server/stream/protocol.ts';

/** The data of a publish. It is unique, so that each publish can be recognized wherever it appears. */
export interface Mark {
  readonly writer: number;
  /** Number of the publish. A writer waits for an answer before it publishes again. */
  readonly n: number;
}

interface Place {
  /** Number of the epoch, in the order in which the epochs first appeared. */
  readonly era: number;
  readonly seq: number;
}

interface Acknowledged {
  readonly place: Place;
  readonly key: string;
}

/** The result for one reader. */
export interface Verdict {
  readonly delivered: number;
  /** Acknowledged, never delivered, and in no gap. */
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gapsTold: number;
  /** Runs of lost notifications: each should have been one gap. */
  readonly gapsNotTold: number;
  /** Gaps over a notification that was delivered before. */
  readonly falseGaps: number;
}

export const kinds = [
  'delivered',
  'lost',
  'doubled',
  'reordered',
  'gapsTold',
  'gapsNotTold',
  'falseGaps',
] as const satisfies readonly (keyof Verdict)[];

const isAfter = (one: Place, other: Place): boolean => one.era > other.era || (one.era === other.era && one.seq > other.seq);
const keyOf = ({ writer, n }: Mark): string => `${writer}-${n}`;

/** The publishes that servers have acknowledged. It shares no code with the ledger of the client library, and does not depend on transports, windows and nodes. */
export class Books {
  readonly #eras: string[] = [];
  readonly #acknowledged: Acknowledged[] = [];
  /** Publishes that may or may not be stored. They may be delivered once, at any time, for example when a stalled connection releases them. */
  readonly #uncertain = new Set<string>();
  /** Publishes that were refused. */
  refused = 0;

  get uncertain(): number {
    return this.#uncertain.size;
  }

  /** For a publish without an answer. */
  doubt(mark: Mark): void {
    this.#uncertain.add(keyOf(mark));
  }

  isUncertain(mark: Mark): boolean {
    return this.#uncertain.has(keyOf(mark));
  }

  get published(): number {
    return this.#acknowledged.length;
  }

  /** For a publish that a server has acknowledged as stored. */
  acknowledge(id: string, mark: Mark): void {
    this.#acknowledged.push({ place: this.placeOf(id), key: keyOf(mark) });
  }

  placeOf(cursor: string): Place {
    const parsed = parseCursor(cursor);
    if (!parsed) throw new Error(`Expected a cursor; got ${JSON.stringify(cursor)}.`);
    if (!this.#eras.includes(parsed.epoch)) this.#eras.push(parsed.epoch);
    return { era: this.#eras.indexOf(parsed.epoch), seq: parsed.seq };
  }

  /** In the order of the log. */
  inOrder(): readonly Acknowledged[] {
    return this.#acknowledged.toSorted((one, other) => (isAfter(one.place, other.place) ? 1 : -1));
  }
}

/** The notifications that one reader received, from the first acknowledged publish on. */
export class Account {
  readonly #books: Books;
  readonly #handed = new Set<string>();
  readonly #gaps: { readonly from: Place; readonly to: Place }[] = [];
  readonly #places: Place[] = [];
  /** The newest `n` of each writer. */
  readonly #newest = new Map<number, number>();
  #last: Place | undefined;
  #doubled = 0;
  #reordered = 0;
  #falseGaps = 0;

  constructor(books: Books) {
    this.#books = books;
  }

  get delivered(): number {
    return this.#places.length;
  }

  notification(id: string, mark: Mark): void {
    const place = this.#books.placeOf(id);
    const key = keyOf(mark);
    const before = this.#newest.get(mark.writer) ?? 0;
    if (this.#handed.has(key)) this.#doubled += 1;
    // Checks the order of the log, and that of the writer, whose numbers do not come from the log: a writer publishes again once it has an answer, or has given up.
    else if ((mark.n <= before && !this.#books.isUncertain(mark)) || (this.#last && !isAfter(place, this.#last))) this.#reordered += 1;
    this.#handed.add(key);
    this.#places.push(place);
    this.#newest.set(mark.writer, Math.max(before, mark.n));
    this.#last = place;
  }

  gap({ from, to }: { readonly from: string; readonly to: string }): void {
    const gap = { from: this.#books.placeOf(from), to: this.#books.placeOf(to) };
    this.#gaps.push(gap);
    if (this.#places.some((place) => covers(gap, place))) this.#falseGaps += 1;
  }

  has(mark: Mark): boolean {
    return this.#handed.has(keyOf(mark));
  }

  /** To be called when nothing more is in flight. */
  judge(): Verdict {
    let lost = 0;
    let gapsNotTold = 0;
    let isInRun = false;
    for (const { place, key } of this.#books.inOrder()) {
      const isLost = !this.#handed.has(key) && !this.#gaps.some((gap) => covers(gap, place));
      if (isLost) lost += 1;
      if (isLost && !isInRun) gapsNotTold += 1;
      isInRun = isLost;
    }
    const { delivered } = this;
    return {
      delivered,
      lost,
      doubled: this.#doubled,
      reordered: this.#reordered,
      gapsTold: this.#gaps.length,
      gapsNotTold,
      falseGaps: this.#falseGaps,
    };
  }
}

const covers = ({ from, to }: { readonly from: Place; readonly to: Place }, place: Place): boolean => isAfter(place, from) && !isAfter(place, to);
