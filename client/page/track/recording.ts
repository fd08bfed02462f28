import { perTransport } from '../../../bench/result/identity.ts';
import { type Cursor, parseCursor, type TransportName } from '../../../server/stream/protocol.ts';
import { LaneBooks } from './books.ts';
import { Heat } from './heat.ts';
import { OngoingStates } from './ongoing.ts';
import type { Track } from './records.ts';
import { type TrackEntry, TrackRing } from './ring.ts';
import { Stopwatch } from './stopwatch.ts';

/** Rows: 60 s at 1,000 notifications a second on four lanes. */
const roomy = 2 ** 19;

/** Milliseconds after a change of conditions that are not measured: what was under way belongs to the old ones. */
const warmUp = 2_000;

/** Everything that happened in one run, as rows and as sums. */
export class Recording {
  readonly heat = new Heat();
  readonly books = perTransport(() => new LaneBooks());
  /** How long a stream has run on each lane since the books began: what they say per second is of that time. */
  readonly running = perTransport(() => new Stopwatch(() => this.#now()));
  readonly ongoing: OngoingStates;
  readonly #now: () => number;
  readonly #rows: TrackRing;
  #head: Cursor | undefined;
  #measureFrom = 0;
  /** What the stopwatches said when the conditions changed. */
  #before = perTransport(() => 0);
  /** Polling is measured in whole intervals, from a request on: a part of one would hold short waits only, or long ones. */
  #pollsFrom = Number.POSITIVE_INFINITY;

  /** @param now epoch milliseconds of the server's clock @param capacity rows */
  constructor(now: () => number, capacity = roomy) {
    this.#now = now;
    this.#rows = new TrackRing(capacity);
    this.ongoing = new OngoingStates((entry) => this.note(entry), now);
  }

  get track(): Track {
    return this.#rows;
  }

  /** The newest place of the log that is known. */
  get head(): Cursor | undefined {
    return this.#head;
  }

  /** This notification exists. @returns its number */
  saw(id: string): number {
    const place = parseCursor(id);
    if (!place) return 0;
    if (this.#head?.epoch !== place.epoch || this.#head.seq < place.seq) this.#head = place;
    return place.seq;
  }

  /** Writes it down. `delivered` is measured from the time that it was scheduled for. */
  note(entry: TrackEntry): void {
    this.#rows.add(entry);
    if (!entry.lane) return;
    const published = entry.at - (entry.took ?? 0);
    const polling = entry.lane === 'polling';
    if (polling && entry.kind === 'asks' && entry.at >= this.#measureFrom) this.#pollsFrom = Math.min(this.#pollsFrom, entry.at);
    this.books[entry.lane].take(entry, published >= (polling ? this.#pollsFrom : this.#measureFrom));
    if (entry.kind === 'delivered') this.heat.add(entry.lane, entry.at);
  }

  /** Seconds that a stream has run on this lane since latencies are measured. */
  measuredSeconds(lane: TransportName): number {
    return Math.max(0, this.running[lane].elapsed - this.#before[lane] - warmUp) / 1_000;
  }

  /** The conditions have changed: latencies are measured anew, once what was under way has come. */
  conditionsChanged(): void {
    this.#measureFrom = this.#now() + warmUp;
    this.#before = perTransport((lane) => this.running[lane].elapsed);
    this.#pollsFrom = Number.POSITIVE_INFINITY;
    for (const lane of Object.values(this.books)) lane.latency.reset();
  }

  /** Counts from zero again. */
  reset(): void {
    for (const watch of Object.values(this.running)) watch.reset();
    this.conditionsChanged();
    for (const lane of Object.values(this.books)) lane.reset();
  }
}
