import type { RelayState } from './relay-state.ts';

/** Notices when no byte has come for as long as the conditions allow (`idleTimeout`): at one time per connection, which a shorter limit brings forward. */
export class SilenceWatch {
  readonly #state: Pick<RelayState, 'conditions' | 'deadlines'>;
  readonly #silent: () => void;
  #lastByteAt = performance.now();
  /** When silence is looked after next. */
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

  /** Follows the conditions as they are now. */
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
