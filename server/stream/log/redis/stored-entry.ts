/** The id of an entry of a Redis stream: `<ms>-<seq>`. */
export interface StreamId {
  /** The epoch, as a number: when it began, milliseconds since the Unix epoch by Redis's clock. */
  readonly ms: number;
  readonly seq: number;
}

/** A notification as it lies in the stream. */
interface StoredNotification extends StreamId {
  readonly kind: 'notification';
  readonly event: string;
  readonly broadcast: boolean;
  /** Its JSON from the event on. */
  readonly rest: string;
}

/** The entry that an epoch begins with: `<ms>-0`. */
export interface StoredBeginning extends StreamId {
  readonly kind: 'begin';
  /** The Redis process that the epoch belongs to. */
  readonly run: string;
  /** Id of the entry before it; empty if there was none. */
  readonly last: string;
  /** Entries of the epoch before it that were acknowledged may be missing. */
  readonly lost: boolean;
}

export type StoredEntry = StoredNotification | StoredBeginning;

export const formatId = ({ ms, seq }: StreamId): string => `${ms}-${seq}`;

export function parseId(text: string): StreamId {
  const [ms = '', seq = ''] = text.split('-');
  return { ms: Number(ms), seq: Number(seq) };
}

/** An epoch as cursors have it: base 36, because every notification carries it. */
export const epochOf = ({ ms }: StreamId): string => ms.toString(36);

export const cursorOf = (id: StreamId): string => `${epochOf(id)}-${id.seq}`;

export const isAfter = (one: StreamId, other: StreamId): boolean => one.ms > other.ms || (one.ms === other.ms && one.seq > other.seq);

/** Whether it is the entry that was there before, by all that it says. */
export function isSame(one: StoredEntry, other: StoredEntry): boolean {
  if (one.ms !== other.ms || one.seq !== other.seq) return false;
  if (one.kind === 'begin') return other.kind === 'begin' && one.run === other.run && one.last === other.last;
  return other.kind === 'notification' && one.event === other.event && one.broadcast === other.broadcast && one.rest === other.rest;
}

/** An array of a reply; nothing is an empty one. */
export const listOf = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);

/** @param reply `[id, [field, value, …]]`, as RESP2 has it @returns `undefined` for an entry that this library has not written */
export function parseEntry(reply: unknown): StoredEntry | undefined {
  const [id, list] = listOf(reply);
  const fields = listOf(list);
  if (typeof id !== 'string') return undefined;
  const of = (name: string): string => String(fields[fields.indexOf(name) + 1]);
  if (fields[0] === 'begin')
    return { ...parseId(id), kind: 'begin', run: of('begin'), last: of('last'), lost: fields[4] === 'lost' && fields[5] === '1' };
  if (fields[0] !== 'event' || fields[2] !== 'broadcast' || fields[4] !== 'json') return undefined;
  return { ...parseId(id), kind: 'notification', event: String(fields[1]), broadcast: fields[3] === '1', rest: String(fields[5]) };
}
