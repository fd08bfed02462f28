import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseDrafts } from '../input.ts';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import type { Draft, Json } from '../protocol.ts';
import type { Report } from './index.ts';

/**
 * Publishes every line: one that is a message, `{"event":…,"data":…}`, as that; any other JSON, and any other text, as the data of the event `line`.
 * A line that cannot be published is reported with its number, and the rest goes on.
 */
export function ndjsonSource(input: Readable, name: string, log: NotificationLog, report: Report): Stop {
  let stopped = false;
  const stop = () => {
    stopped = true;
    input.destroy();
  };
  void pump(input, name, log, report, () => stopped).catch((error: Error) => {
    if (!stopped) report(`source ${name}: ${error.message}. It is closed; the lab goes on.`);
  });
  return stop;
}

async function pump(input: Readable, name: string, log: NotificationLog, report: Report, stopped: () => boolean): Promise<void> {
  const failed = once(input, 'error').then(([error]) => Promise.reject(error as Error));
  const tally = { lines: 0, published: 0 };
  await Promise.race([readLines(input, name, log, report, tally), failed]);
  if (!stopped()) report(`source ${name}: ended after ${tally.lines} lines, ${tally.published} published.`);
}

async function readLines(
  input: Readable,
  name: string,
  log: NotificationLog,
  report: Report,
  tally: { lines: number; published: number },
): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    tally.lines += 1;
    if (line.trim() === '') continue;
    try {
      // One at a time: the log's pace is the source's pace, and readers see a flush between two reads.
      await log.append([draftOf(line)]);
      tally.published += 1;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      report(`source ${name}, line ${tally.lines} is left out: ${error.message}`);
    }
  }
}

function draftOf(line: string): Draft {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { event: 'line', data: line };
  }
  if (!isMessage(value)) return { event: 'line', data: value as Json };
  // `at` is when it is published here, not when it was recorded.
  const { event, data, broadcast } = parseDrafts(value)[0] as Draft;
  return { event, data, ...(broadcast ? { broadcast } : {}) };
}

const isMessage = (value: unknown): value is { event: unknown; data: unknown } =>
  typeof value === 'object' && value !== null && 'event' in value && 'data' in value;
