import { filterLength, type Notification } from '../../server/stream/protocol.ts';
import { answered } from './answered.ts';
import { mismatch, type StreamError, unlike } from './stream-error.ts';
import type { Settle } from './transport.ts';

/** @throws RangeError */
export function checkedEvent(event: unknown): string {
  if (typeof event === 'string' && /^\P{Cc}{1,64}$/u.test(event)) return event;
  throw new RangeError(unlike('an event of 1 to 64 printable characters', event));
}

/** @throws RangeError */
export function checkedEvents(events: readonly string[]): readonly string[] {
  const different = [...new Set(events.map(checkedEvent))];
  if (different.length <= filterLength) return different;
  throw new RangeError(unlike(`at most ${filterLength} events`, different.length));
}

/** The events that this stream reads. A new subscription takes effect when the server confirms it; an unsubscription takes effect at once. */
export class Filter {
  /** `undefined` means all events, an empty list means broadcasts only. */
  events: readonly string[] | undefined;
  /** Subscriptions that the server has not confirmed yet. */
  readonly #unheard = new Map<Settle, string>();

  constructor(events: readonly string[] | undefined) {
    this.events = events;
  }

  passes({ event, broadcast }: Notification): boolean {
    return !this.events || broadcast || this.events.includes(event);
  }

  /** The events, and those of the subscriptions that wait. */
  get wanted(): readonly string[] {
    return checkedEvents([...(this.events ?? []), ...this.#unheard.values()]);
  }

  /** Whether a subscription waits for the server. */
  get changing(): boolean {
    return this.#unheard.size > 0;
  }

  /**
   * @param deadline milliseconds to wait for the server
   * @param heard gets the function to call when the server has answered
   * @returns resolves when the subscription takes effect
   */
  add(event: string, deadline: number, heard: (settle: Settle) => void): Promise<unknown> {
    const unheard = this.#unheard;
    checkedEvents([...this.wanted, event]);
    return answered(deadline, (settle) => {
      unheard.set(settle, event);
      heard(settle);
      return (error) => {
        if (unheard.delete(settle) && !error) this.events = [...this.#without(event), event];
      };
    });
  }

  /** Settles all waiting subscriptions. @param error why they failed. @default none, the server has confirmed them */
  settle(error?: StreamError): void {
    for (const settle of this.#unheard.keys()) settle(error);
  }

  /** @returns an error if the stream reads all events, because then there is no subscription to leave */
  leave(event: string): StreamError | undefined {
    for (const [settle, other] of this.#unheard) if (other === event) settle();
    if (!this.events) return mismatch('a subscription', 'all events', { remedy: 'Subscribe to one first.' });
    this.events = this.#without(event);
    return undefined;
  }

  #without(event: string): readonly string[] {
    return (this.events ?? []).filter((other) => other !== event);
  }
}
