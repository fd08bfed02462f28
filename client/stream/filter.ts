import { limits, type Notification } from '../../server/stream/protocol.ts';
import { unlike } from './read.ts';
import { StreamError } from './stream-error.ts';
import type { Settle } from './transport.ts';

/** @throws RangeError */
export function checkedEvent(event: unknown): string {
  if (typeof event === 'string' && /^\P{Cc}{1,64}$/u.test(event)) return event;
  throw new RangeError(unlike('an event of 1 to 64 characters without control characters', JSON.stringify(event) ?? `${event}`));
}

/** @throws RangeError */
export function checkedEvents(events: readonly string[]): readonly string[] {
  const different = [...new Set(events.map(checkedEvent))];
  if (different.length <= limits.filterLength) return different;
  throw new RangeError(`${unlike(`at most ${limits.filterLength} events`, `${different.length}`)} Leave some first, or read all and sift.`);
}

/** Which events are read. A subscription counts once the server has heard it; what is left is left at once. */
export class Filter {
  /** `undefined` is all events, an empty list broadcasts only. */
  events: readonly string[] | undefined;
  readonly #unheard = new Map<Settle, string>();

  passes({ event, broadcast }: Notification): boolean {
    return !this.events || broadcast === true || this.events.includes(event);
  }

  /** Whether a subscription waits for being heard. */
  get changing(): boolean {
    return this.#unheard.size > 0;
  }

  /**
   * @param deadline milliseconds
   * @param heard gets what is to be called once the server has answered
   * @returns resolves once the subscription counts
   */
  add(event: string, deadline: number, heard: (settle: Settle) => void): Promise<void> {
    checkedEvents([...(this.events ?? []), ...this.#unheard.values(), event]);
    return new Promise((resolve, reject) => {
      const settle: Settle = (error) => {
        clearTimeout(late);
        if (!this.#unheard.delete(settle)) return;
        if (error) return reject(error);
        this.events = [...(this.events ?? []).filter((other) => other !== event), event];
        resolve();
      };
      const late = setTimeout(
        () => settle(new StreamError(`not heard by the server within ${deadline / 1_000} s: the filter stays as it was`)),
        deadline,
      );
      this.#unheard.set(settle, event);
      heard(settle);
    });
  }

  /** The server has heard them all, or never will. */
  settle(error?: StreamError): void {
    for (const settle of [...this.#unheard.keys()]) settle(error);
  }

  /** @throws StreamError while all events are read */
  leave(event: string): void {
    for (const [settle, other] of this.#unheard) if (other === event) settle();
    if (!this.events) throw new StreamError('All events are read: subscribe to one first, that narrows it.');
    this.events = this.events.filter((other) => other !== event);
  }
}
