import { PeerError, quote } from './problem.ts';
import { type After, type Draft, type Json, limits, parseCursor, type Ref } from './protocol.ts';

/** What a reader asks for, parsed once at the edge and trusted from then on. */
export interface Question {
  readonly after: After;
  /** `undefined` is all events; an empty list is broadcasts only. */
  readonly events: readonly string[] | undefined;
  /** Seconds; only long-polling looks at it. */
  readonly hold: number;
}

/** A WebSocket message, parsed. */
export type Command = { readonly ref?: Ref } & (
  | { readonly type: 'publish'; readonly draft: Draft }
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly event: string }
);

/**
 * @param url path and query of the request, as in `request.url`
 * @param lastEventId the header `Last-Event-ID`, which wins because it is newer (HTML standard, section 9.2)
 * @throws PeerError `bad-cursor`, `bad-filter` or `bad-hold`
 */
export function parseQuestion(url: string, lastEventId?: string): Question {
  if (lastEventId !== undefined) return parseAnyQuestion(url, lastEventId);
  if (url !== last.url) last = { url, question: parseUsualQuestion(url) ?? parseAnyQuestion(url) };
  return last.question;
}

/** Pollers at the same place ask in the same words, one after the other. */
let last = { url: '', question: parseAnyQuestion('') };

/** What nearly every poll asks. `URLSearchParams` takes 1.5 µs for it, a tenth of the whole exchange; everything else is left to it. */
function parseUsualQuestion(url: string): Question | undefined {
  const [, text, hold] = /^[^?]*\?after=([a-z0-9]+-\d+)(?:&hold=([\d.]+))?$/.exec(url) ?? [];
  const after = text === undefined ? undefined : parseCursor(text);
  return after && { after, events: undefined, hold: parseHold(hold === undefined ? [] : [hold]) };
}

function parseAnyQuestion(url: string, lastEventId?: string): Question {
  const start = url.indexOf('?');
  if (start < 0 && lastEventId === undefined) return { after: undefined, events: undefined, hold: limits.holdDefault };
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const after = parseAfter(lastEventId === undefined ? query.getAll('after') : [lastEventId]);
  return { after, events: parseFilter(query), hold: parseHold(query.getAll('hold')) };
}

function parseAfter(values: readonly string[]): After {
  const [text] = values;
  if (text === undefined || ((text === 'earliest' || text === 'now') && values.length === 1)) return text as After;
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

/** @throws PeerError unless `event` is 1 to 64 characters without control characters */
function requireEvent(event: unknown, code: 'bad-filter' | 'bad-message'): asserts event is string {
  const fine =
    typeof event === 'string' && event.length > 0 && [...event].length <= limits.eventLength && event.isWellFormed() && !/\p{Cc}/u.test(event);
  if (fine) return;
  throw new PeerError(
    code,
    `Expected \`event\` to be a string of 1 to ${limits.eventLength} characters without control characters; got ${quote(event)}. Choose a shorter, plain name.`,
  );
}

/**
 * @param body the JSON of `POST /publish`: one message, or an array of 1 to 1,000
 * @throws PeerError `bad-message`; it names the place in the array
 */
export function parseDrafts(body: unknown): readonly Draft[] {
  if (!Array.isArray(body)) return [parseDraft(body)];
  if (body.length === 0 || body.length > limits.arrayLength) {
    throw new PeerError(
      'bad-message',
      `Expected an array of 1 to ${limits.arrayLength} messages; got ${body.length}. Nothing was stored; send it in parts.`,
    );
  }
  return body.map((item, index) => {
    try {
      return parseDraft(item);
    } catch (error) {
      if (error instanceof PeerError) throw new PeerError(error.code, `Message ${index} of the array: ${error.message} Nothing was stored.`);
      throw error;
    }
  });
}

function parseDraft(value: unknown): Draft {
  const message = requireObject(value);
  const { type = 'publish', event, data, at, broadcast } = message;
  if (type !== 'publish' && type !== 'broadcast') throw wrongType(type, '"publish" or "broadcast"');
  requireEvent(event, 'bad-message');
  if (data === undefined) {
    throw new PeerError('bad-message', 'Expected `data` to be any JSON value; got none. Send `"data":null` if there is nothing to say.');
  }
  if (at !== undefined && !(Number.isFinite(at) && (at as number) >= 0)) {
    throw new PeerError('bad-message', `Expected \`at\` to be milliseconds since 1970; got ${quote(at)}. Leave it out for the server's clock.`);
  }
  if (broadcast !== undefined && typeof broadcast !== 'boolean') {
    throw new PeerError('bad-message', `Expected \`broadcast\` to be true or false; got ${quote(broadcast)}. Leave it out to publish.`);
  }
  const draft = { event, data: data as Json, ...(at === undefined ? {} : { at: at as number }) };
  return type === 'broadcast' || broadcast ? { ...draft, broadcast: true } : draft;
}

/**
 * @param text a WebSocket text message
 * @throws PeerError `bad-json` or `bad-message`
 */
export function parseCommand(text: string): Command {
  const message = requireObject(parseJson(text));
  const ref = refOf(message);
  const named = ref === undefined ? {} : { ref };
  const { type, event } = message;
  if (type === 'publish' || type === 'broadcast') return { ...named, type: 'publish', draft: parseDraft(message) };
  if (type === 'subscribe' || type === 'unsubscribe') {
    requireEvent(event, 'bad-message');
    return { ...named, type, event };
  }
  throw wrongType(type, '"publish", "broadcast", "subscribe" or "unsubscribe"');
}

/** The `ref` of a message that may be bad otherwise, so that its error can carry it. */
export function refOf(message: unknown): Ref | undefined {
  const ref = typeof message === 'object' && message !== null ? (message as { ref?: unknown }).ref : undefined;
  // 1e999 is a number to JSON and Infinity here: it could not come back as it was sent.
  if (ref === undefined || (typeof ref === 'number' && Number.isFinite(ref))) return ref;
  if (typeof ref === 'string' && ref.length <= limits.refLength) return ref;
  throw new PeerError(
    'bad-message',
    `Expected \`ref\` to be a number or a string of at most ${limits.refLength} characters; got ${quote(ref)}. Count your messages.`,
  );
}

/** @throws PeerError `bad-json`, with what the parser found */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PeerError('bad-json', `Expected JSON; got ${text === '' ? 'nothing' : quote(text)}. Send one JSON value in UTF-8.`);
  }
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PeerError('bad-message', `Expected a message, {"event":…,"data":…}; got ${quote(value)}. Send an object.`);
}

const wrongType = (type: unknown, expected: string) =>
  new PeerError('bad-message', `Expected \`type\` to be ${expected}; got ${quote(type)}. See docs/protocol.md.`);
