import type { Receipt } from '../../server/stream/protocol.ts';
import { within } from './stream-error.ts';
import type { Settle } from './transport.ts';

/**
 * Waits for the answer to a command.
 * @param deadline milliseconds to wait for it
 * @param begin sends the command; returns a function that runs as soon as the command is answered or has failed
 */
export const answered = (deadline: number, begin: (settle: Settle) => Settle): Promise<Receipt> =>
  new Promise((resolve, reject) => {
    const settle: Settle = (error, receipt = {}) => {
      clearTimeout(late);
      end(error);
      if (error) reject(error);
      else resolve(receipt);
    };
    const end = begin(settle);
    const late = within(deadline, settle);
  });
