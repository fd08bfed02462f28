import { createReadStream } from 'node:fs';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { ndjsonSource } from './ndjson.ts';
import { sseSource } from './sse-feed.ts';

/** Says what happened to a source, in one line for the terminal. */
export type Report = (line: string) => void;

/** @param what `-` for standard input, `sse:URL`, or the path of an NDJSON file */
export function openSource(what: string, log: NotificationLog, report: Report): Stop {
  if (what.startsWith('sse:')) return sseSource(new URL(what.slice('sse:'.length)), log, report);
  const input = what === '-' ? process.stdin : createReadStream(what);
  return ndjsonSource(input, what === '-' ? 'standard input' : what, log, report);
}
