import { parseCursor } from '../../server/stream/protocol.ts';

/** What a writer sends as data. No two publishes have the same, so that the same one is known wherever it appears. */
export interface Mark {
  readonly writer: number;
  /** Counts up. A writer waits for an answer before it publishes again. */
  readonly n: number;
}

interface Place {
  /** Epochs in the order in which anybody has seen them first. */
  readonly era: number;
  readonly seq: number;
}

interface Acknowledged {
  readonly place: Place;
  readonly key: string;
}

/** How one reader fared. */
export interface Verdict {
  readonly delivered: number;
  /** Acknowledged, never delivered, and in no gap that was told. */
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gapsTold: number;
  /** Runs of notifications that are lost: each would have been one gap. */
  readonly gapsNotTold: number;
  /** Gaps over a notification that was delivered before: what is not missing is not gone. */
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

/** What servers have acknowledged to writers. It shares no code with the ledger of the client library, and knows nothing of transports, windows and nodes. */
export class Books {
  readonly #eras: string[] = [];
  readonly #acknowledged: Acknowledged[] = [];
  /** Publishes of which nobody knows whether they are stored. They may be delivered, once, and whenever they come out of the line that held them. */
  readonly #uncertain = new Set<string>();
  /** Publishes that were refused. */
  refused = 0;

  get uncertain(): number {
    return this.#uncertain.size;
  }

  /** Nobody has answered it. */
  doubt(mark: Mark): void {
    this.#uncertain.add(keyOf(mark));
  }

  isUncertain(mark: Mark): boolean {
    return this.#uncertain.has(keyOf(mark));
  }

  get published(): number {
    return this.#acknowledged.length;
  }

  /** A server said that this is stored. */
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

/** What one reader was handed, from the first acknowledged publish on. */
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
    // By the log's order, and by that of the writer, which nobody here has numbered: he publishes again once he has an answer, or has given up.
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

  /** When nothing more is on its way. */
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
