import { PeerError, quote } from '../problem.ts';
import { limits, parseCursor } from '../protocol.ts';
import { encodeData, unreadable } from './data.ts';
import { requireEvent } from './event-name.ts';

/** A draft that was found fit to be stored, with its JSON from the event on. What stands before that is its id. */
export interface Written {
  readonly event: string;
  readonly broadcast: boolean;
  readonly rest: string;
}

/**
 * The one check of what is to be stored, whichever door it came in by.
 * @param drafts an array of 1 to 1,000, from JSON or from a program: anything may be in it
 * @param now stands in for a draft without its own `at`, milliseconds since the Unix epoch
 * @throws PeerError `bad-message` or `too-large`; it names the place in the array
 */
export function writeDrafts(drafts: unknown, now: number): readonly Written[] {
  const list = listOf(drafts);
  return list.map((draft, index) => {
    try {
      return writeDraft(draft, now);
    } catch (error) {
      if (!(error instanceof PeerError) || list.length === 1) throw error;
      throw new PeerError(error.code, `Message ${index} of the array: ${error.message} Nothing was stored.`);
    }
  });
}

function listOf(drafts: unknown): unknown[] {
  let length: number;
  try {
    if (Array.isArray(drafts)) {
      length = drafts.length;
      if (length >= 1 && length <= limits.arrayLength) return Array.from({ length }, (_, index) => drafts[index]);
    } else length = Number.NaN;
  } catch (error) {
    throw unreadable('drafts', error);
  }
  const got = Number.isNaN(length) ? quote(drafts) : length;
  throw new PeerError('bad-message', `Expected an array of 1 to ${limits.arrayLength} messages; got ${got}. Nothing was stored; send it in parts.`);
}

function writeDraft(draft: unknown, now: number): Written {
  const { type = 'publish', event, data, at, broadcast, via } = fieldsOf(draft);
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
  return { event, broadcast: toAll, rest };
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
function fieldsOf(draft: unknown): Record<'type' | 'event' | 'data' | 'at' | 'broadcast' | 'via', unknown> {
  try {
    if (typeof draft === 'object' && draft !== null && !Array.isArray(draft)) {
      const { type, event, data, at, broadcast, via } = draft as Record<string, unknown>;
      return { type, event, data, at, broadcast, via };
    }
  } catch (error) {
    throw unreadable('message', error);
  }
  throw new PeerError('bad-message', `Expected a message, {"event":…,"data":…}; got ${quote(draft)}. Send an object.`);
}
