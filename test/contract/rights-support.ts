import type { IncomingMessage } from 'node:http';
import { PeerError, type Rights, type TransportName, type Wants } from '../../server/stream/index.ts';
import { get, handshake, openRaw, type RawConnection } from '../support/raw-http.ts';

/** The users of these tests and their rights. A user's token is the user's name. */
export const users: Readonly<Record<string, Rights>> = {
  ann: { who: 'ann', read: ['a', 'b'], publish: ['a'] },
  bob: { who: 'bob', read: ['b'], broadcasts: false, publish: false },
  eve: { who: 'eve', read: true, broadcasts: false, publish: ['a', 'b'] },
  root: { who: 'root', read: true, publish: true },
};

/** Notifications of two rooms, of a third room, and a broadcast. */
export const history = [
  { event: 'a', data: '1' },
  { event: 'b', data: '2' },
  { event: 'c', data: '3' },
  { event: 'z', data: '4', broadcast: true },
  { event: 'a', data: 'end' },
  { event: 'b', data: 'end' },
];

/** @throws PeerError for a token that is no user's */
export function rightsOf({ headers }: IncomingMessage, _wants?: Wants): Rights {
  const rights = users[headers.authorization?.replace('Bearer ', '') ?? ''];
  if (!rights) throw new PeerError('unauthorized', 'Expected the token of a user; got none that is known. Log in.');
  return rights;
}

export const bearer = (user: string) => ({ Authorization: `Bearer ${user}` });

/** Sends a request over any transport, on a connection of its own. The notifications in the answer are the same JSON on all. */
export async function read(
  at: { readonly port: number },
  transport: TransportName,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawConnection> {
  const fields = transport === 'websocket' ? { ...handshake, ...headers } : headers;
  return (await openRaw(at)).send(get(`/stream/${transport}?${query}`, fields));
}

/** The notifications received so far, as "event data". */
export const seen = ({ received }: RawConnection): string[] =>
  [...received.matchAll(/"event":"([^"]+)","data":"([^"]+)"/g)].map(([, event, data]) => `${event} ${data}`);

/** Resolves once this notification was received. */
export const sees = (connection: RawConnection, event: string, data: string): Promise<void> =>
  connection.hears(`"event":"${event}","data":"${data}"`);
