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

/** How lines of the log are written. */
export type LogFormat = 'text' | 'json';

let format: LogFormat = 'text';

/** For this process, before it says anything. */
export function logAs(wanted: LogFormat): void {
  format = wanted;
}

const log = (level: 'info' | 'error', message: string): void => {
  const line = format === 'json' ? JSON.stringify({ time: new Date().toISOString(), level, pid: process.pid, message }) : message;
  process.stderr.write(`${line}\n`);
};

/** What happens meanwhile goes to standard error, a line each. It may hold words of peers, so it is made printable here, whoever said it. */
export const report = (line: string): void => log('info', printable(line));

/** Our own mistakes, with their stack. */
export const reportMistake = (error: unknown): void => log('error', printableLines(String(error instanceof Error ? (error.stack ?? error) : error)));
