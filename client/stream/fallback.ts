import type { StreamError } from './stream-error.ts';
import type { ClientTransport, Question } from './transport.ts';

/** Failed attempts in a row after which even a transport that has worked before is given up. */
const loyalty = 3;

/** Chooses the transport, and falls back to the next one when it does not connect. */
export interface Fallback {
  readonly current: ClientTransport;
  /** Notes that the current transport works. */
  prove(): void;
  /**
   * Notes that the current transport did not connect.
   * @param attempts failed ones in a row
   * @returns the index of the transport to use now, 0 when all have been tried; `undefined` to stay with the current one
   */
  next(attempts: number): number | undefined;
  /**
   * Whether to give up: no retry, on any transport, could help.
   * @param failed the transport that failed @param up whether the server had accepted that connection
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
      // The request had no headers because this transport cannot send any. Another transport can, so the refusal does not apply to it.
      const blind = failed.native && headers && !ticket && transports.some(({ native }) => !native);
      // Rights that expire in mid-stream are worth one reconnection with new credentials. A refusal of the first connection is final.
      if (code === 'unauthorized') return !up && !blind;
      return final && (alone || (code !== undefined && !blind));
    },
  };
}
