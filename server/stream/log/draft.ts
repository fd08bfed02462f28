import { PeerError, quote } from '../problem.ts';
import { limits, parseCursor } from '../protocol.ts';
import { isPlainRecord } from '../record.ts';
import { encodeData, unreadable } from './data.ts';
import { requireEvent } from './event-name.ts';
import { requireKey } from './key.ts';

/** A draft that passed the check. */
export interface Written {
  readonly event: string;
  readonly broadcast: boolean;
  /** Its JSON without the beginning, which is the id. */
  readonly rest: string;
  readonly key: string | undefined;
  /** Whether the draft had its own `at`. */
  readonly timed: boolean;
}

/**
 * Checks drafts before they are stored, whether they came over HTTP, over a WebSocket or from a program.
 * @param drafts an array of 1 to 1,000 values of any kind
 * @param now the time of drafts without their own `at`, in milliseconds since the Unix epoch
 * @throws PeerError `bad-message` or `too-large`; it names the place in the array
 */
export function writeDrafts(drafts: unknown, now: number): readonly Written[] {
  return each(listOf(drafts), (draft) => writeDraft(draft, now));
}

/** Like `map`; a PeerError gets the place in the array. */
export function each<Item, Result>(list: readonly Item[], act: (item: Item) => Result): readonly Result[] {
  return list.map((item, index) => {
    try {
      return act(item);
    } catch (error) {
      throw error instanceof PeerError && list.length > 1 ? inArray(error, index) : error;
    }
  });
}

/** Adds the place in the array to an error. @param index of the message */
export const inArray = ({ code, message }: PeerError, index: number): PeerError =>
  new PeerError(code, `Message ${index} of the array: ${message} Nothing was stored.`);

function listOf(drafts: unknown): unknown[] {
  let length: number;
  try {
    if (Array.isArray(drafts)) {
      length = drafts.length;
      // The common case, without a copy.
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

/** Whether this stored JSON says the same as the draft. If the log's clock set the time, the times differ and do not count. */
export function isStoredAs({ rest, timed }: Written, json: string): boolean {
  const stored = json.slice(json.indexOf(',') + 1);
  return stored === rest || (!timed && withoutTime(stored) === withoutTime(rest));
}

/** Removes the time: the last `"at":`, because only `broadcast` and `via` follow it. */
function withoutTime(rest: string): string {
  const at = rest.lastIndexOf('"at":');
  return rest.slice(0, at) + rest.slice(at).replace(/[^,}]+/, '');
}

/** The logs that a republished notification came through. The copy reads each element once. */
function encodeVia(via: unknown): string {
  const epochs = Array.isArray(via) && via.length >= 1 && via.length <= limits.wayLength ? [...via] : [];
  if (epochs.length > 0 && epochs.every(isEpoch)) return `,"via":${JSON.stringify(epochs)}`;
  throw new PeerError(
    'bad-message',
    `Expected \`via\` to be 1 to ${limits.wayLength} epochs of other logs; got ${quote(via)}. Leave it out unless you republish another log's notifications.`,
  );
}

const isEpoch = (epoch: unknown): epoch is string => typeof epoch === 'string' && parseCursor(`${epoch}-0`) !== undefined;

/** Reads each field once, because a getter may return something else the second time. */
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
