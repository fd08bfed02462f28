import type { ResultsHandlers } from '../../../../bench/processes/results-main.ts';
import { PeerError } from '../../../stream/problem.ts';
import { forkRemote, type Remote } from '../../processes/channel.ts';

/** Milliseconds: what takes longer was made to take long. */
const patience = 60_000;

/** Starts a process that reads results, asks it one thing, and ends it. @throws PeerError if what was dropped is no result */
export async function askReader<Answer>(ask: (reader: Remote<ResultsHandlers>) => Promise<Answer>): Promise<Answer> {
  const reader = forkRemote<ResultsHandlers>('bench/processes/results-main', 'process that reads results', {
    errors: { ShapeError: (message) => new PeerError('bad-message', message) },
  });
  // A lab that is closed does not wait for it.
  reader.unref();
  const late = setTimeout(() => void reader.stop(0), patience);
  late.unref();
  try {
    return await ask(reader);
  } finally {
    clearTimeout(late);
    void reader.stop();
  }
}
