/** Assumptions of a recommendation, which no run can check on the reader's network. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Needs } from './questions.ts';

const assumed: Readonly<Record<TransportName, string>> = {
  polling: 'short requests pass',
  'long-polling': 'no proxy ends a request that waits for its answer',
  sse: 'no proxy holds an answer back until it ends',
  websocket: 'every proxy passes the upgrade, and keeps the connection',
};

/** Over HTTP/1.1 each of these takes one of the few connections of a browser. */
const holdsConnection = (transport: TransportName): boolean => transport === 'sse' || transport === 'long-polling';

/** “This holds as long as no proxy holds an answer back until it ends.” */
export const assumptionOf = (transport: TransportName, { http }: Needs): string =>
  `This holds as long as ${assumed[transport]}${http === 'h2' && holdsConnection(transport) ? ', and HTTP/2 reaches the browsers' : ''}.`;
