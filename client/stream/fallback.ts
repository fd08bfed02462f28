import type { ClientTransport } from './transport.ts';

/** Attempts for which a transport that has worked is not given up. */
const loyalty = 3;

/** Which transport is used, of those that may be. */
export class Fallback {
  #transports: readonly ClientTransport[];
  #index = 0;
  #proven = false;

  constructor(transports: readonly ClientTransport[]) {
    this.#transports = transports;
  }

  get current(): ClientTransport {
    return this.#transports[this.#index] as ClientTransport;
  }

  /** Whether there is no other. */
  get alone(): boolean {
    return this.#transports.length === 1;
  }

  /** Whether one of them sends header fields. */
  get sendsHeaders(): boolean {
    return !this.#transports.every(({ native }) => native);
  }

  choose(transports: readonly ClientTransport[]): void {
    this.#transports = transports;
    this.#index = 0;
    this.#proven = false;
  }

  /** The present one works. */
  prove(): void {
    this.#proven = true;
  }

  /**
   * The present one did not come up.
   * @param attempts in a row
   * @returns whether another one is the present one now, and whether all have been tried
   */
  next(attempts: number): 'same' | 'other' | 'round' {
    if (this.alone || (this.#proven && attempts <= loyalty)) return 'same';
    this.#index = (this.#index + 1) % this.#transports.length;
    this.#proven = false;
    return this.#index > 0 ? 'other' : 'round';
  }
}
