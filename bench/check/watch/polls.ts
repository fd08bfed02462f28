import { Changes } from './changes.ts';
import type { Head } from './place.ts';

/** An answer to a poll. */
export interface PollAnswer {
  readonly head: Head;
  readonly bytes: number;
  /** Numbers of the marks in it. */
  readonly marks: readonly number[];
  readonly hasMore: boolean;
}

/** A question that is under way: the answer, or why there is none. */
export class Asked {
  readonly changes = new Changes();
  answer: PollAnswer | undefined;
  failure: Error | undefined;
  giveUp: () => void = () => {};

  get isOver(): boolean {
    return this.answer !== undefined || this.failure !== undefined;
  }
}

/** Asks, and keeps the cursor of the last answer. */
export interface PollSource {
  readonly hasCursor: boolean;
  /** Messages without a mark, and the beginning of the last. */
  readonly unmarked: { readonly count: number; readonly last: string };
  ask(): Asked;
  /** The same, as a page of a foreign origin; absent where that cannot be. */
  askAsForeign?(): Asked;
}
