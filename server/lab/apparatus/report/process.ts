import type { ResultsHandlers } from '../../../../bench/processes/results-main.ts';
import { PeerError } from '../../../stream/problem.ts';
import { forkRemote, type Remote } from '../../processes/channel.ts';

/** Milliseconds. A file that takes longer to read was made to be slow. */
const patience = 60_000;

/** Starts a process that reads results, asks it one question, and ends it. @throws PeerError if the uploaded file is not a result */
export async function askReader<Answer>(ask: (reader: Remote<ResultsHandlers>) => Promise<Answer>): Promise<Answer> {
  const reader = forkRemote<ResultsHandlers>('bench/processes/results-main', 'process that reads results', {
    errors: { ShapeError: (message) => new PeerError('bad-message', message) },
  });
  // Unreferenced, so that closing the lab does not wait for it.
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
