import { printable, printableLines } from '../stream/printable.ts';

/**
 * Goes on in silence when nobody reads what is said any more (EPIPE), or there is no room for it (ENOSPC): a server does not end because its log does. Node throws an
 * error of a stream that nobody listens to.
 */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Results go to standard output. @param text without its last line break */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What happens meanwhile goes to standard error, a line each. It may hold words of peers, so it is made printable here, whoever said it. */
export const report = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

/** Our own mistakes, with their stack. */
export const reportMistake = (error: unknown): void => console.error(printableLines(String(error instanceof Error ? (error.stack ?? error) : error)));
