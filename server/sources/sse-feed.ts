import { setTimeout as pause } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import type { Draft, Json } from '../protocol.ts';
import type { Report } from './index.ts';

/** Milliseconds: the wait before a reconnection doubles up to the longest, and is drawn from below that (full jitter). */
const retry = { first: 1_000, longest: 30_000 };

/**
 * Republishes a Server-Sent Events feed, resumed with `Last-Event-ID`: the events of another lab as they are, those of any other feed as `event` and
 * parsed data. The id moves only once the notification is stored, so a cut loses and doubles nothing that the feed can replay.
 */
export function sseSource(url: URL, log: NotificationLog, report: Report): Stop {
  const stopping = new AbortController();
  void follow(url, log, report, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return () => stopping.abort();
}

/** What has to survive from one connection to the next. */
interface Feed {
  lastEventId: string;
  /** The feed said hello as a lab does: its control events are not notifications. */
  isLab: boolean;
  heard: boolean;
}

async function follow(url: URL, log: NotificationLog, report: Report, signal: AbortSignal): Promise<void> {
  const feed: Feed = { lastEventId: '', isLab: false, heard: false };
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    feed.heard = false;
    const reason = await read(url, feed, log, report, signal).catch((error: Error) => String(error.cause ?? error.message));
    if (signal.aborted) return;
    if (feed.heard) attempt = 0;
    const wait = Math.random() * Math.min(retry.longest, retry.first * 2 ** attempt);
    report(`source ${url}: ${reason}; again in ${(wait / 1_000).toFixed(1)} s${feed.lastEventId && ` after ${feed.lastEventId}`}.`);
    await pause(wait, undefined, { signal });
  }
}

/** @returns why the feed ended */
async function read(url: URL, feed: Feed, log: NotificationLog, report: Report, signal: AbortSignal): Promise<string> {
  const headers = { Accept: 'text/event-stream', ...(feed.lastEventId && { 'Last-Event-ID': feed.lastEventId }) };
  const response = await fetch(url, { headers, signal });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !response.body || !type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return `expected an event stream; got status ${response.status}, ${type || 'no type'}`;
  }
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const event of events) {
    feed.heard = true;
    await republish(event, feed, log, report);
    if (event.id) feed.lastEventId = event.id;
  }
  return 'the feed ended';
}

async function republish(event: EventSourceMessage, feed: Feed, log: NotificationLog, report: Report): Promise<void> {
  const name = event.event ?? 'message';
  const data = parse(event.data);
  if (name === 'hello' && isObject(data) && 'cursor' in data && 'heartbeat' in data) feed.isLab = true;
  if (feed.isLab && name === 'gap') report(`the feed tells a gap: ${event.data}`);
  if (feed.isLab && name !== 'message') return;
  try {
    await log.append([feed.isLab && isObject(data) ? relayed(data) : { event: name, data }]);
  } catch (error) {
    if (!(error instanceof PeerError) || error.code === 'unavailable') throw error;
    report(`an event of the feed is left out: ${error.message}`);
  }
}

/** A notification of another lab keeps its event, its data, its time and its reach; its number is given here. */
const relayed = ({ event, data, at, broadcast }: { [key: string]: Json }): Draft => ({
  event: String(event),
  data: data ?? null,
  ...(typeof at === 'number' ? { at } : {}),
  ...(broadcast ? { broadcast: true as const } : {}),
});

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const isObject = (value: Json): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
