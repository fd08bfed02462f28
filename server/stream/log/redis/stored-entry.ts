/** The id of an entry of a Redis stream: `<ms>-<seq>`. */
export interface StreamId {
  /** The epoch as a number: the time at which it began by Redis's clock, in milliseconds since the Unix epoch. */
  readonly ms: number;
  readonly seq: number;
}

/** A notification as it is stored in the stream. */
interface StoredNotification extends StreamId {
  readonly kind: 'notification';
  readonly event: string;
  readonly broadcast: boolean;
  /** Its JSON without the id, which comes first. */
  readonly rest: string;
}

/** The first entry of an epoch: `<ms>-0`. */
export interface StoredBeginning extends StreamId {
  readonly kind: 'begin';
  /** The Redis process that the epoch belongs to. */
  readonly run: string;
  /** Id of the entry before it; empty if there was none. */
  readonly last: string;
  /** Whether acknowledged entries of the epoch before may be lost. */
  readonly lost: boolean;
}

export type StoredEntry = StoredNotification | StoredBeginning;

export const formatId = ({ ms, seq }: StreamId): string => `${ms}-${seq}`;

export function parseId(text: string): StreamId {
  const [ms = '', seq = ''] = text.split('-');
  return { ms: Number(ms), seq: Number(seq) };
}

/** The epoch in cursors: base 36, to be short, because every notification carries it. */
export const epochOf = ({ ms }: StreamId): string => ms.toString(36);

export const cursorOf = (id: StreamId): string => `${epochOf(id)}-${id.seq}`;

export const isAfter = (one: StreamId, other: StreamId): boolean => one.ms > other.ms || (one.ms === other.ms && one.seq > other.seq);

/** Whether two entries are equal in every field. */
export function isSame(one: StoredEntry, other: StoredEntry): boolean {
  if (one.ms !== other.ms || one.seq !== other.seq) return false;
  if (one.kind === 'begin') return other.kind === 'begin' && one.run === other.run && one.last === other.last;
  return other.kind === 'notification' && one.event === other.event && one.broadcast === other.broadcast && one.rest === other.rest;
}

/** An array in a reply; anything else counts as empty. */
export const listOf = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);

/** @param reply `[id, [field, value, …]]`, as in RESP2 @returns `undefined` for an entry of another program */
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
