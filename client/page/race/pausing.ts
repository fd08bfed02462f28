import { signal } from '@preact/signals';
import type { Lane } from './lane.ts';

export type PauseReason = 'visitor' | 'hidden';

/** Closes streams at their cursors, and goes on from there. */
export class Pausing {
  /** Why nothing runs; `undefined` while it does. */
  readonly reason = signal<PauseReason | undefined>(undefined);
  readonly #lanes: ReadonlySet<Lane>;
  /** Streams that pausing has cut, not the visitor. */
  readonly #resting = new Set<Lane>();

  /** @param lanes those that are open */
  constructor(lanes: ReadonlySet<Lane>) {
    this.#lanes = lanes;
  }

  pause(why: PauseReason): void {
    if (this.reason.peek()) return;
    this.reason.value = why;
    for (const lane of this.#lanes) this.#cut(lane);
  }

  /** @param why resumes only what was paused for this reason */
  resume(why: PauseReason): void {
    if (this.reason.peek() !== why) return;
    this.reason.value = undefined;
    for (const lane of this.#resting) if (this.#lanes.has(lane) && lane.stream.state === 'cut') lane.stream.reconnect();
    this.#resting.clear();
  }

  /** A lane opened during a pause waits with the others. */
  opened(lane: Lane): void {
    if (this.reason.peek()) this.#cut(lane);
  }

  #cut(lane: Lane): void {
    if (lane.stream.state === 'closed' || lane.stream.state === 'cut') return;
    this.#resting.add(lane);
    lane.stream.cut();
  }
}
