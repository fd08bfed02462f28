/** Reads and compares bench results for one question, and ends: in the server's own process the streams would stand still meanwhile. */
import { ShapeError } from '../../../../bench/report/shape.ts';
import { endWithParent } from '../child-signals.ts';
import { digest } from './digest.ts';
import type { DigestReply, Question } from './messages.ts';

const answer = (question: Question): DigestReply => {
  try {
    return { digest: digest(question) };
  } catch (error) {
    return error instanceof ShapeError ? { refused: error.message } : { failed: String(error instanceof Error ? error.stack : error) };
  }
};

process.once('message', (question: Question) => {
  const reply = answer(question);
  // Whoever asked may have gone meanwhile.
  if (process.connected) process.send?.(reply, () => process.connected && process.disconnect());
});
endWithParent();
