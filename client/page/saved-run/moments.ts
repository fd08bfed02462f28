import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import type { Summaries } from '../race/summaries.ts';

/** The state of the page besides its records, each time it renewed its numbers. */
export interface Moment {
  /** Epoch milliseconds of the server's clock. */
  readonly at: number;
  /** The same moment on the clock of `performance.now()`, on which `retryAt` of a lane is. */
  readonly page: number;
  readonly lanes: Summaries;
  /** As measured; milliseconds. */
  readonly roundTrip: number | undefined;
  /** The error of the comparison of both clocks, and the step of the page's; milliseconds. */
  readonly clock: { readonly error: number; readonly step: number } | undefined;
  /** Milliseconds that events waited for the busy page; `undefined` while it keeps up. */
  readonly waited: number | undefined;
  /** Records that the lab did not send. */
  readonly skipped: number;
  readonly lab: LabFacts | undefined;
}

/** The parts of the lab's state that lanes, cards and inspector show. */
export interface LabFacts {
  /** Milliseconds; 0 is never. */
  readonly heartbeat: number;
  /** `null` where the lab serves without weather. */
  readonly weather: Conditions | null;
  /** Kinds of lasting faults. */
  readonly faults: readonly string[];
}

/** Moments that are kept: a minute of four a second. */
const most = 240;

/** The moments of the last minute. Each costs a reference only, because summaries are new objects each time. */
export class Moments {
  #kept: Moment[] = [];

  /** A better estimate of the server's clock may step back. Then the moment gets the time of the one before, because a file holds them in order. */
  add(moment: Moment): void {
    const before = this.#kept.at(-1)?.at ?? moment.at;
    this.#kept.push(moment.at < before ? { ...moment, at: before } : moment);
    // It keeps up to twice as many and then drops half: an array that lost its first element each time would be copied each time.
    if (this.#kept.length >= 2 * most) this.#kept = this.#kept.slice(-most);
  }

  /** Oldest first. */
  get last(): readonly Moment[] {
    return this.#kept.slice(-most);
  }
}
