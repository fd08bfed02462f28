import { PeerError } from '../../../stream/problem.ts';
import { forkModule } from '../../fork-module.ts';
import type { Digest, DigestReply, Question } from './messages.ts';

/** Milliseconds: what takes longer was made to take long. */
const patience = 60_000;

/** To be asked one at a time. @throws PeerError if what was dropped is no result */
export function askReader(question: Question): Promise<Digest> {
  return new Promise((resolve, reject) => {
    const child = forkModule('process-main', import.meta.url);
    const late = setTimeout(() => child.kill('SIGKILL'), patience);
    // A lab that is closed does not wait for it.
    late.unref();
    child.unref();
    child.channel?.unref();
    child.once('message', (reply: DigestReply) => {
      if ('digest' in reply) resolve(reply.digest);
      else if ('refused' in reply) reject(new PeerError('bad-message', reply.refused));
      else reject(new Error(reply.failed));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      reject(new Error(`The process that reads results ended with ${code ?? signal} before it answered.`));
    });
    child.send(question, (error) => error && reject(error));
  });
}
