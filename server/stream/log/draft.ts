import { PeerError, quote } from '../problem.ts';
import { limits, parseCursor } from '../protocol.ts';
import { isPlainRecord } from '../record.ts';
import { encodeData, unreadable } from './data.ts';
import { requireEvent } from './event-name.ts';
import { requireKey } from './key.ts';

/** A draft that was found fit to be stored, with its JSON from the event on. What stands before that is its id. */
export interface Written {
  readonly event: string;
  readonly broadcast: boolean;
  readonly rest: string;
  readonly key: string | undefined;
  /** It has an `at` of its own. */
  readonly timed: boolean;
}

/**
 * The one check of what is to be stored, whichever door it came in by.
 * @param drafts an array of 1 to 1,000, from JSON or from a program: anything may be in it
 * @param now stands in for a draft without its own `at`, milliseconds since the Unix epoch
 * @throws PeerError `bad-message` or `too-large`; it names the place in the array
 */
export function writeDrafts(drafts: unknown, now: number): readonly Written[] {
  return each(listOf(drafts), (draft) => writeDraft(draft, now));
}

/** Does the same to all; what is refused is told with its place in the array. */
export function each<Item, Result>(list: readonly Item[], act: (item: Item) => Result): readonly Result[] {
  return list.map((item, index) => {
    try {
      return act(item);
    } catch (error) {
      throw error instanceof PeerError && list.length > 1 ? inArray(error, index) : error;
    }
  });
}

/** @param index of the message that it is about */
export const inArray = ({ code, message }: PeerError, index: number): PeerError =>
  new PeerError(code, `Message ${index} of the array: ${message} Nothing was stored.`);

function listOf(drafts: unknown): unknown[] {
  let length: number;
  try {
    if (Array.isArray(drafts)) {
      length = drafts.length;
      // Most publishes are one message, for which an array of one need not be computed.
      if (length === 1) return [drafts[0]];
      if (length >= 1 && length <= limits.arrayLength) return Array.from({ length }, (_, index) => drafts[index]);
    } else length = Number.NaN;
  } catch (error) {
    throw unreadable('drafts', error);
  }
  const got = Number.isNaN(length) ? quote(drafts) : length;
  throw new PeerError('bad-message', `Expected an array of 1 to ${limits.arrayLength} messages; got ${got}. Nothing was stored; send it in parts.`);
}

function writeDraft(draft: unknown, now: number): Written {
  const { type = 'publish', event, data, at, broadcast, via, key } = fieldsOf(draft);
  if (type !== 'publish' && type !== 'broadcast') {
    throw new PeerError('bad-message', `Expected \`type\` to be "publish" or "broadcast"; got ${quote(type)}. See docs/protocol.md.`);
  }
  requireEvent(event, 'bad-message');
  if (data === undefined) {
    throw new PeerError('bad-message', 'Expected `data` to be any JSON value; got none. Send `"data":null` if there is nothing to say.');
  }
  if (at !== undefined && !(typeof at === 'number' && Number.isFinite(at) && at >= 0)) {
    throw new PeerError('bad-message', `Expected \`at\` to be milliseconds since 1970; got ${quote(at)}. Leave it out for the server's clock.`);
  }
  if (broadcast !== undefined && typeof broadcast !== 'boolean') {
    throw new PeerError('bad-message', `Expected \`broadcast\` to be true or false; got ${quote(broadcast)}. Leave it out to publish.`);
  }
  const toAll = broadcast === true || type === 'broadcast';
  const tail = `${toAll ? ',"broadcast":true' : ''}${via === undefined ? '' : encodeVia(via)}}`;
  const rest = `"event":${JSON.stringify(event)},"data":${encodeData(data)},"at":${at ?? now}${tail}`;
  return { event, broadcast: toAll, rest, key: key === undefined ? undefined : requireKey(key), timed: at !== undefined };
}

/** Whether this JSON of a notification is what the draft says. A time that the log's clock has set is another one each time. */
export function isStoredAs({ rest, timed }: Written, json: string): boolean {
  const stored = json.slice(json.indexOf(',') + 1);
  return stored === rest || (!timed && withoutTime(stored) === withoutTime(rest));
}

/** `at` is the last number: behind it are `broadcast` and `via`. */
function withoutTime(rest: string): string {
  const at = rest.lastIndexOf('"at":');
  return rest.slice(0, at) + rest.slice(at).replace(/[^,}]+/, '');
}

/** The logs that a republished notification came through; each element is read once. */
function encodeVia(via: unknown): string {
  const epochs = Array.isArray(via) && via.length >= 1 && via.length <= limits.wayLength ? [...via] : [];
  if (epochs.length > 0 && epochs.every(isEpoch)) return `,"via":${JSON.stringify(epochs)}`;
  throw new PeerError(
    'bad-message',
    `Expected \`via\` to be 1 to ${limits.wayLength} epochs of other logs; got ${quote(via)}. Leave it out unless you republish another log's notifications.`,
  );
}

const isEpoch = (epoch: unknown): epoch is string => typeof epoch === 'string' && parseCursor(`${epoch}-0`) !== undefined;

/** Each is read once: a getter may say something else the second time. */
function fieldsOf(draft: unknown): Record<'type' | 'event' | 'data' | 'at' | 'broadcast' | 'via' | 'key', unknown> {
  try {
    if (isPlainRecord(draft)) {
      const { type, event, data, at, broadcast, via, key } = draft;
      return { type, event, data, at, broadcast, via, key };
    }
  } catch (error) {
    throw unreadable('message', error);
  }
  throw new PeerError('bad-message', `Expected a message, {"event":…,"data":…}; got ${quote(draft)}. Send an object.`);
}
