import type { IncomingMessage } from 'node:http';
import { requireEvent } from '../log/event-name.ts';
import { PeerError, quote } from '../problem.ts';
import type { TransportName } from '../protocol.ts';
import { isRecord } from '../record.ts';

/** What a client may do, as `authorize` returns it. */
export interface Rights<Name extends string = string> {
  /**
   * Name of the user, for `revoke` and for the limit `streamsPerUser`.
   * @default none: these rights cannot be revoked
   * @example 'ada'
   */
  readonly who?: string;
  /**
   * Events that may be read: `true` for all, or a list.
   * @example ['orders', 'prices']
   */
  readonly read: true | readonly Name[];
  /**
   * Whether broadcasts may be read, whatever their event.
   * @default true
   * @example false
   */
  readonly broadcasts?: boolean;
  /**
   * Events that may be published: `true` for all events and broadcasts, a list, or `false` for none.
   * @example ['orders']
   */
  readonly publish: boolean | readonly Name[];
  /**
   * When these rights end, in milliseconds since the Unix epoch. Open streams are ended then.
   * @default never
   * @example Date.now() + 3_600_000
   */
  readonly until?: number;
}

/** What a client asks for. */
export interface Wants {
  /** The transport to read with, or `publish` for `POST /publish`. A WebSocket reads and publishes; `authorize` is called once for both. */
  readonly transport: TransportName | 'publish';
  /** Events that the client wants to read; an empty list means broadcasts only, `undefined` means all that it may read. */
  readonly events: readonly string[] | undefined;
}

/**
 * Returns what a client may do. To refuse, throw a `PeerError` with the code `unauthorized` or `forbidden`; any other error counts as an internal one.
 * @param request without its body, which has not been read yet
 */
export type Authorize<Name extends string = string> = (request: IncomingMessage, wants: Wants) => Rights<Name> | Promise<Rights<Name>>;

export const rightsEnded = () =>
  new PeerError('unauthorized', 'Expected rights that hold; these have ended or were taken back. Come back with new ones.');

const known = ['who', 'read', 'broadcasts', 'publish', 'until'];

/**
 * Checks rights at run time, for callers in JavaScript: a misspelt name would let a client in, or keep it out, without a reason.
 * @param call the name of the function that returned them, such as `authorize`
 * @throws TypeError
 */
export function checkRights(call: string, rights: unknown): asserts rights is Rights {
  if (!isRecord(rights)) throw wrong(call, 'an object { read, publish }', rights);
  const { who, read, broadcasts, publish, until } = rights;
  if (who !== undefined && typeof who !== 'string') throw wrong(call, '`who` to be a string', who);
  if (read !== true && !isListOfEvents(read)) throw wrong(call, '`read` to be true or an array of events', read);
  if (broadcasts !== undefined && typeof broadcasts !== 'boolean') throw wrong(call, '`broadcasts` to be true or false', broadcasts);
  if (typeof publish !== 'boolean' && !isListOfEvents(publish)) throw wrong(call, '`publish` to be true, false or an array of events', publish);
  if (until !== undefined && (typeof until !== 'number' || Number.isNaN(until))) throw wrong(call, '`until` to be milliseconds since 1970', until);
  const slip = Object.keys(rights).find((name) => !known.includes(name));
  if (slip !== undefined) throw new TypeError(`Expected ${known.join(', ')} in the rights of ${call}; got \`${slip}\`. Look for a slip of the pen.`);
}

function isListOfEvents(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  try {
    for (const event of value) requireEvent(event, 'bad-filter');
    return true;
  } catch {
    return false;
  }
}

const wrong = (call: string, expected: string, got: unknown): TypeError =>
  new TypeError(`Expected ${expected} in the rights of ${call}; got ${Array.isArray(got) ? 'an array with another value in it' : quote(got)}.`);
