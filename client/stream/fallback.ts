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
    return this.#transports.some(({ native }) => !native);
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
   * @returns the place of the one that is used now, 0 when all have been tried; `undefined` if it is the same
   */
  next(attempts: number): number | undefined {
    if (this.alone || (this.#proven && attempts <= loyalty)) return undefined;
    this.#index = (this.#index + 1) % this.#transports.length;
    this.#proven = false;
    return this.#index;
  }
}
