import { type Draft, type Json, limits, parseCursor } from '../../stream/protocol.ts';
import { parseDraft } from '../../stream/read-json.ts';

type JsonObject = { readonly [key: string]: Json };

/** A notification of another lab is not republished, because it would go round in a circle. */
export class Looped extends Error {}

/**
 * Turns a notification of another lab into a draft. Event, data, time and broadcast stay the same; the epoch of its log is added to `via`.
 * @param own the epoch of this lab's log
 * @throws PeerError if it is not a notification
 * @throws Looped if it has been here before, or came through too many labs
 */
export function relayed({ id, event, data, at, broadcast, via }: JsonObject, own: string): Draft {
  const draft = parseDraft({ event, data, at, broadcast });
  const from = typeof id === 'string' ? parseCursor(id)?.epoch : undefined;
  const way = [...wayOf(via), ...(from === undefined ? [] : [from])];
  if (way.includes(own)) throw new Looped('what this lab has sent comes back: two labs feed on each other. It is dropped');
  if (way.length > limits.wayLength) {
    throw new Looped(`what came through more than ${limits.wayLength} labs is dropped: they may feed on each other`);
  }
  return way.length === 0 ? draft : { ...draft, via: way };
}

const wayOf = (via: Json | undefined): string[] =>
  Array.isArray(via) ? via.filter((epoch): epoch is string => typeof epoch === 'string' && parseCursor(`${epoch}-0`) !== undefined) : [];
