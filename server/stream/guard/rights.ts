import type { IncomingMessage } from 'node:http';
import { requireEvent } from '../log/event-name.ts';
import { quote } from '../problem.ts';
import type { TransportName } from '../protocol.ts';
import { isRecord } from '../record.ts';

/** What somebody may do, as `authorize` says. */
export interface Rights<Name extends string = string> {
  /**
   * Who it is, for `revoke` and for the limit `streamsPerUser`.
   * @default nobody: these rights cannot be revoked
   * @example 'ada'
   */
  readonly who?: string;
  /**
   * Events that are read: all of them, or these.
   * @example ['orders', 'prices']
   */
  readonly read: true | readonly Name[];
  /**
   * Whether broadcasts are read, whatever their event.
   * @default true
   * @example false
   */
  readonly broadcasts?: boolean;
  /**
   * Events that are published: all of them and broadcasts, these, or none.
   * @example ['orders']
   */
  readonly publish: boolean | readonly Name[];
  /**
   * When all this ends, milliseconds since the Unix epoch. Open streams are ended then.
   * @default never
   * @example Date.now() + 3_600_000
   */
  readonly until?: number;
}

/** What somebody asks for. */
export interface Wants {
  /** How he wants to read; `publish` for `POST /publish`. Over a WebSocket one does both, and is asked about once. */
  readonly transport: TransportName | 'publish';
  /** Names of the events that he wants to read; none of them: broadcasts only. `undefined`: all that he may. */
  readonly events: readonly string[] | undefined;
}

/**
 * Says what somebody may do. It refuses by throwing a `PeerError`, `unauthorized` or `forbidden`; whatever else it throws is our own mistake.
 * @param request its head: the body of a publish has not been read
 */
export type Authorize<Name extends string = string> = (request: IncomingMessage, wants: Wants) => Rights<Name> | Promise<Rights<Name>>;

const known = ['who', 'read', 'broadcasts', 'publish', 'until'];

/**
 * Rights as JavaScript may hand them in: with a slip in them somebody would be let in, or kept out, and nobody would know why.
 * @param call whose they are, such as `authorize`
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
