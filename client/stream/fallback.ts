import type { StreamError } from './stream-error.ts';
import type { ClientTransport, Question } from './transport.ts';

/** Attempts for which a transport that has worked is not given up. */
const loyalty = 3;

/** Which transport is used, of those that may be. */
export interface Fallback {
  readonly current: ClientTransport;
  /** The present one works. */
  prove(): void;
  /**
   * The present one did not come up.
   * @param attempts in a row
   * @returns the place of the one that is used now, 0 when all have been tried; `undefined` if it is the same
   */
  next(attempts: number): number | undefined;
  /**
   * Whether asking again, over whatever transport, would be of no use.
   * @param failed the one that the error is of @param up it had been let in
   */
  isOver(error: StreamError, failed: ClientTransport, up: boolean, question: Question): boolean;
}

export function createFallback(transports: readonly ClientTransport[]): Fallback {
  const alone = transports.length < 2;
  let index = 0;
  let proven = false;
  return {
    get current() {
      return transports[index] as ClientTransport;
    },
    prove() {
      proven = true;
    },
    next(attempts) {
      if (alone || (proven && attempts <= loyalty)) return undefined;
      proven = false;
      index = (index + 1) % transports.length;
      return index;
    },
    isOver({ code, final = false }, failed, up, { headers, ticket }) {
      // What the server says of a question without the headers holds for the transports alone that cannot send them.
      const blind = failed.native && headers && !ticket && transports.some(({ native }) => !native);
      // Rights that have ended are asked for anew; who is refused then is refused.
      if (code === 'unauthorized') return !up && !blind;
      return final && (alone || (code !== undefined && !blind));
    },
  };
}
