import type { TransportName } from '../../../server/stream/protocol.ts';
import type { TrackEntry } from './ring.ts';

interface Ongoing {
  readonly kind: 'silent' | 'idle';
  /** `undefined` is all lanes. */
  readonly lane: TransportName | undefined;
  /** Epoch milliseconds of the server's clock. */
  readonly since: number;
}

/** States that last: written to the track again and again, so that a short window of it holds them too. */
export class OngoingStates {
  readonly #states = new Map<string, Ongoing>();
  readonly #note: (entry: TrackEntry) => void;
  readonly #now: () => number;

  constructor(note: (entry: TrackEntry) => void, now: () => number) {
    this.#note = note;
    this.#now = now;
  }

  /** @param holds whether it lasts at present @returns since when it lasted, if this is its end */
  set(kind: Ongoing['kind'], lane: TransportName | undefined, holds: boolean): number | undefined {
    const key = `${kind} ${lane}`;
    const known = this.#states.get(key);
    if (holds && !known) {
      const begun = { kind, lane, since: this.#now() };
      this.#states.set(key, begun);
      this.#write(begun);
    }
    if (holds || !this.#states.delete(key)) return undefined;
    return known?.since;
  }

  /** Writes all of them down. To be called once a second. */
  renew(): void {
    for (const state of this.#states.values()) this.#write(state);
  }

  #write({ kind, lane, since }: Ongoing): void {
    const at = this.#now();
    this.#note({ kind, lane, at, took: at - since });
  }
}
