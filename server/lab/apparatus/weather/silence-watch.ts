import type { RelayState } from './relay-state.ts';

/** Detects that no byte has come for `idleTimeout`, with one deadline per connection. */
export class SilenceWatch {
  readonly #state: Pick<RelayState, 'conditions' | 'deadlines'>;
  readonly #silent: () => void;
  #lastByteAt = performance.now();
  /** The time of the next check. */
  #dueAt = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(state: Pick<RelayState, 'conditions' | 'deadlines'>, silent: () => void) {
    this.#state = state;
    this.#silent = silent;
  }

  heard(): void {
    this.#lastByteAt = performance.now();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Applies changed conditions; a shorter limit brings the next check forward. */
  adapt(): void {
    const { idleTimeout } = this.#state.conditions;
    const due = this.#lastByteAt + idleTimeout;
    if (this.#stopped || idleTimeout === 0 || due >= this.#dueAt) return;
    this.#dueAt = due;
    this.#state.deadlines.at(due, () => {
      if (this.#dueAt !== due) return;
      this.#dueAt = Number.POSITIVE_INFINITY;
      const limit = this.#state.conditions.idleTimeout;
      if (limit > 0 && performance.now() - this.#lastByteAt >= limit) this.#silent();
      else this.adapt();
    });
  }
}
