import { type Draft, type Json, limits, parseCursor } from '../../stream/protocol.ts';
import { parseDraft } from '../../stream/read-json.ts';

type JsonObject = { readonly [key: string]: Json };

/** Why a notification of another lab is not taken. */
export class Looped extends Error {}

/**
 * A notification of another lab keeps its event, its data, its time and its reach; its number is given here, and the log that it comes from is added to its way.
 * @param own the epoch of the log that takes it
 * @throws PeerError if it is none
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
