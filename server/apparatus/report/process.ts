import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PeerError } from '../../problem.ts';
import type { Digest, DigestReply, Question } from './messages.ts';

/** Milliseconds: what takes longer was made to take long. */
const patience = 60_000;

/** As source it needs tsx to be understood, as built code it does not. */
function forkReader() {
  const kind = extname(import.meta.url);
  const main = fileURLToPath(new URL(`process-main${kind}`, import.meta.url));
  return fork(main, { execArgv: kind === '.ts' ? ['--import', import.meta.resolve('tsx')] : [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** To be asked one at a time. @throws PeerError if what was dropped is no result */
export function askReader(question: Question): Promise<Digest> {
  return new Promise((resolve, reject) => {
    const child = forkReader();
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
