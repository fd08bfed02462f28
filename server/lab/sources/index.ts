import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { ndjsonSource } from './ndjson.ts';
import type { Report } from './report.ts';
import { sseSource } from './sse-feed.ts';

/** A source cannot be opened. The message says which, why and what to do. */
export class SourceError extends Error {}

/**
 * @param what `-` for standard input, `sse:URL`, or the path of an NDJSON file
 * @throws SourceError if the file cannot be read; a feed that cannot be reached is tried again instead
 */
export async function openSource(what: string, log: NotificationLog, report: Report): Promise<Stop> {
  if (what === '-') return ndjsonSource(process.stdin, 'standard input', log, report);
  if (what.startsWith('sse:')) return sseSource(new URL(what.slice('sse:'.length)), log, report);
  await requireFile(what);
  return ndjsonSource(createReadStream(what), what, log, report);
}

/** Checks the file without opening it, because a named pipe would block until a program writes to it. */
async function requireFile(path: string): Promise<void> {
  const remedy = 'Expected a file of NDJSON, - for standard input, or sse:URL.';
  const failed = await access(path, constants.R_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (failed?.code === 'ENOENT') throw new SourceError(`--source ${path}: there is no such file. ${remedy}`);
  if (failed) throw new SourceError(`--source ${path}: ${failed.message}. ${remedy}`);
  if ((await stat(path)).isDirectory()) throw new SourceError(`--source ${path}: this is a folder. ${remedy}`);
}
