import { printable, printableLines } from '../stream/printable.ts';

/**
 * Ignores output errors: nobody reads the output any more (EPIPE), or the disk is full (ENOSPC). A server must not end because of its log. Node throws an
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

/** Sets the format for this process; call it before the first line. */
export function logAs(wanted: LogFormat): void {
  format = wanted;
}

const log = (level: 'info' | 'error', message: string): void => {
  const line = format === 'json' ? JSON.stringify({ time: new Date().toISOString(), level, pid: process.pid, message }) : message;
  process.stderr.write(`${line}\n`);
};

/** Writes a line to standard error. It may contain text from clients, so control characters are escaped here. */
export const report = (line: string): void => log('info', printable(line));

/** Writes an internal error with its stack. */
export const reportMistake = (error: unknown): void => log('error', printableLines(String(error instanceof Error ? (error.stack ?? error) : error)));
