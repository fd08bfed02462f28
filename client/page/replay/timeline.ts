/** The events of a run on its clock: pure. */
import type { Moment } from '../saved-run/moments.ts';
import { type SavedRun, startOf } from '../saved-run/saved-run.ts';
import type { TrackRecord } from '../track/records.ts';

/** The lanes draw what came before a time, so an event shows this much later. Milliseconds; a double of today's time has steps of a quarter of it. */
const behind = 1 / 1_024;

/** A lasting state is recorded repeatedly, which is not an event. */
const lasts = ({ kind }: TrackRecord): boolean => kind === 'idle' || kind === 'silent';

/** How many of them come before this time. @param times ascending */
function countBefore(all: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Timeline {
  readonly from: number;
  readonly until: number;
  readonly events: readonly TrackRecord[];
  readonly #moments: readonly Moment[];

  constructor(run: Pick<SavedRun, 'records' | 'moments' | 'taken'>) {
    [this.from, this.until] = [startOf(run), run.taken + behind];
    this.events = run.records.filter((record) => !lasts(record));
    this.#moments = run.moments;
  }

  /** Inside the run. */
  clamped(at: number): number {
    return Math.min(this.until, Math.max(this.from, at));
  }

  /** How many events have happened. */
  countAt(at: number): number {
    return countBefore(this.events, at);
  }

  /** The last event; several if they happened at once. */
  lastAt(at: number): readonly TrackRecord[] {
    const count = this.countAt(at);
    const time = this.events[count - 1]?.at;
    return time === undefined ? [] : this.events.slice(countBefore(this.events, time), count);
  }

  /** The time at which the next event is visible. */
  next(at: number): number {
    const event = this.events[this.countAt(at)];
    return event ? event.at + behind : this.until;
  }

  /** The time at which the event before the last one is visible; the beginning, if there is none. */
  previous(at: number): number {
    const last = this.lastAt(at)[0];
    const event = last && this.events[countBefore(this.events, last.at) - 1];
    return event ? event.at + behind : this.from;
  }

  /** The page's state at that time; before the first moment, the first. */
  momentAt(at: number): Moment | undefined {
    return this.#moments[countBefore(this.#moments, at) - 1] ?? this.#moments[0];
  }
}
