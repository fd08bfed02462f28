import { requireEvent } from './log/event-name.ts';
import { PeerError, quote } from './problem.ts';
import { type After, limits, parseCursor, transportNames } from './protocol.ts';

/** The parsed query of a reader. */
export interface Question {
  readonly after: After;
  /** `undefined` means all events, an empty list means broadcasts only. */
  readonly events: readonly string[] | undefined;
  /** Whether a poll asks why a stream was refused: then the limits of a stream apply to it. Only polls have it. */
  readonly forStream?: boolean;
}

/** The parsed query of a long poll. */
export interface LongQuestion extends Question {
  /** Seconds. */
  readonly hold: number;
}

/**
 * @param url path and query of the request, as in `request.url`
 * @param lastEventId the header `Last-Event-ID`, which wins because it is newer (HTML standard, section 9.2)
 * @throws PeerError `bad-cursor` or `bad-filter`
 */
export const parseQuestion = (url: string, lastEventId?: string): Question => parse(url, lastEventId);

/** The same with `for`, which the other transports ignore. @throws PeerError `bad-cursor`, `bad-filter` or `bad-request` */
export function parsePollQuestion(url: string): Question {
  const { after, events, fors } = parse(url);
  return { after, events, forStream: parseFor(fors) };
}

/** The same with `hold`, which the other transports ignore. @throws PeerError `bad-cursor`, `bad-filter` or `bad-hold` */
export function parseLongQuestion(url: string): LongQuestion {
  const { after, events, holds } = parse(url);
  return { after, events, hold: parseHold(holds) };
}

/** A query string, parsed except for `for` and `hold`. */
interface Parsed extends Question {
  readonly fors: readonly string[];
  readonly holds: readonly string[];
}

function parse(url: string, lastEventId?: string): Parsed {
  if (lastEventId !== undefined || url.length > rememberedLength) return parseAny(url, lastEventId);
  if (url !== last.url) last = { url, parsed: parseUsual(url) ?? parseAny(url) };
  return last.parsed;
}

/** The longest URL, in characters, that is cached. */
const rememberedLength = 500;
/** The last URL and its result: pollers at the same place send the same URL one after the other. */
let last = { url: '', parsed: parseAny('') };

/** Parses the form of nearly every poll. `URLSearchParams` takes 1.5 µs for it, a tenth of the whole exchange; it parses all other forms. */
function parseUsual(url: string): Parsed | undefined {
  const [, text, hold] = /^[^?]*\?after=([a-z0-9]+-\d+)(?:&hold=([\d.]+))?$/.exec(url) ?? [];
  const after = text === undefined ? undefined : parseCursor(text);
  return after && { after, events: undefined, fors: [], holds: hold === undefined ? [] : [hold] };
}

function parseAny(url: string, lastEventId?: string): Parsed {
  const start = url.indexOf('?');
  if (start < 0 && lastEventId === undefined) return { after: undefined, events: undefined, fors: [], holds: [] };
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const after = parseAfter(lastEventId === undefined ? query.getAll('after') : [lastEventId]);
  return { after, events: parseFilter(query), fors: query.getAll('for'), holds: query.getAll('hold') };
}

function parseAfter(values: readonly string[]): After {
  const [text] = values;
  if (text === undefined || ((text === 'earliest' || text === 'now') && values.length === 1)) return text;
  const cursor = values.length === 1 ? parseCursor(text) : undefined;
  if (cursor) return cursor;
  const got = values.length === 1 ? quote(text) : `${values.length} values`;
  throw new PeerError(
    'bad-cursor',
    `Expected one \`after\` of the form <epoch>-<seq>, \`earliest\` or \`now\`; got ${got}. Use a cursor as the server told it, or leave \`after\` out to start now.`,
  );
}

function parseFilter(query: URLSearchParams): readonly string[] | undefined {
  const events = query.getAll('event');
  const broadcasts = query.getAll('broadcasts');
  const broadcastsOnly = broadcasts.length > 0;
  if (broadcastsOnly && (broadcasts.join() !== 'only' || events.length > 0)) {
    throw new PeerError(
      'bad-filter',
      `Expected \`broadcasts=only\` and no \`event\`; got ${quote(broadcasts.join())} with ${events.length} events. Name the events, or ask for broadcasts only.`,
    );
  }
  if (events.length > limits.filterLength) {
    throw new PeerError(
      'bad-filter',
      `Expected at most ${limits.filterLength} events; got ${events.length}. Leave \`event\` out to read all, and sift at the client.`,
    );
  }
  for (const event of events) requireEvent(event, 'bad-filter');
  return events.length > 0 || broadcastsOnly ? events : undefined;
}

function parseFor(values: readonly string[]): boolean {
  const [text] = values;
  if (text === undefined) return false;
  const names: readonly string[] = transportNames;
  if (values.length === 1 && names.includes(text)) return text !== 'polling';
  throw new PeerError('bad-request', `Expected \`for\` to be ${names.join(', ')}; got ${quote(values.join(', '))}. Leave it out to poll.`);
}

function parseHold(values: readonly string[]): number {
  const [text] = values;
  if (text === undefined) return limits.holdDefault;
  const hold = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (values.length === 1 && hold >= limits.holdMin && hold <= limits.holdMax) return hold;
  throw new PeerError(
    'bad-hold',
    `Expected \`hold\` to be ${limits.holdMin} to ${limits.holdMax} seconds; got ${quote(values.join(', '))}. Leave it out for ${limits.holdDefault}.`,
  );
}
