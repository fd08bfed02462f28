import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { exitCodes, Interruption } from './exit-code.ts';

/** Says it to whoever started the program: standard output is for results. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Aborts when somebody ends the program. */
export function interruption(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Interruption(`${signal} came.`)));
  return interrupt.signal;
}

/** What somebody caused is a sentence; what nobody should be able to cause has its stack. */
function exitCodeFor(error: unknown): number {
  if (error instanceof Interruption) return exitCodes.interrupted;
  complain(error instanceof UsageError ? error.message : String(error instanceof Error ? error.stack : error));
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}

/** Milliseconds until a program that somebody has ended is gone, whatever goes on in it. */
const patience = 2_000;

/** Runs a program to its end. The process ends with the code that it returns, or with that of what it throws, once nothing else goes on; one that was interrupted does not wait for that. */
export function runProgram(main: () => Promise<number>): void {
  void main()
    .catch(exitCodeFor)
    .then((code) => {
      process.exitCode = code;
      if (code === exitCodes.interrupted) setTimeout(() => process.exit(), patience).unref();
    });
}
