import type { StreamError } from './stream-error.ts';
import type { ClientTransport, Question } from './transport.ts';

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
    if (this.#transports.length < 2 || (this.#proven && attempts <= loyalty)) return undefined;
    this.#index = (this.#index + 1) % this.#transports.length;
    this.#proven = false;
    return this.#index;
  }

  /**
   * Whether asking again, over whatever transport, would be of no use.
   * @param failed the one that the error is of @param up it had been let in
   */
  isOver({ code, final = false }: StreamError, failed: ClientTransport, up: boolean, { headers, ticket }: Question): boolean {
    // What the server says of a question without the headers holds for the transports alone that cannot send them.
    const blind = failed.native && headers && !ticket && this.#transports.some(({ native }) => !native);
    // Rights that have ended are asked for anew; who is refused then is refused.
    if (code === 'unauthorized') return !up && !blind;
    return final && (this.#transports.length < 2 || (code !== undefined && !blind));
  }
}
