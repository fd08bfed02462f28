import type { TransportName } from '../../../server/stream/protocol.ts';
import { networkBytes } from '../what-if/forecasts.ts';
import { exclusionsOf } from './exclusions.ts';
import type { Needs } from './questions.ts';
import { situationOf } from './situation.ts';

/** Every possible result of the questions. */
export const leaves = [
  'sse',
  'sse-and-posts',
  'websocket-sends',
  'websocket-tabs',
  'polling-is-lighter',
  'polling-is-simple',
  'polling-is-left',
  'long-polling-is-left',
  'nothing-fits',
] as const;
export type Leaf = (typeof leaves)[number];

export interface Choice {
  readonly leaf: Leaf;
  /** `undefined` where the answers rule out all four. */
  readonly transport: TransportName | undefined;
  /** The transports that these needs allow, best first. */
  readonly order: readonly TransportName[];
}

/** Milliseconds: below this, pushing is better, even if polling would take fewer bytes. */
const leastForPolling = 2_000;

/** Milliseconds, and clients: with so few polls the server's load does not matter, and polling is the simplest to write. */
const simple = { tolerance: 10_000, clients: 10 } as const;

/** Best first, if nothing is ruled out. Transports that reconnect without code of their own come first. */
const bestToListen: readonly TransportName[] = ['sse', 'websocket', 'long-polling', 'polling'];
const bestToSend: readonly TransportName[] = ['websocket', 'sse', 'long-polling', 'polling'];

const sendsOften = ({ direction }: Needs): boolean => direction === 'often' || direction === 'socket';

/** The reason why polling is better than this transport, if it is. */
function pollingInsteadOf(other: TransportName, needs: Needs): Leaf | undefined {
  const situation = situationOf(needs);
  const { tolerance, clients } = situation;
  if (tolerance < leastForPolling) return undefined;
  if (networkBytes('polling', situation) <= networkBytes(other, situation)) return 'polling-is-lighter';
  return tolerance >= simple.tolerance && clients <= simple.clients ? 'polling-is-simple' : undefined;
}

function leafOf(pushed: TransportName, needs: Needs): Leaf {
  if (pushed === 'sse') return sendsOften(needs) ? 'sse-and-posts' : 'sse';
  if (pushed === 'websocket') return sendsOften(needs) ? 'websocket-sends' : 'websocket-tabs';
  return 'long-polling-is-left';
}

/** The choice without its explanation. */
export function choose(needs: Needs): Choice {
  const excluded = new Set(exclusionsOf(needs).map(({ transport }) => transport));
  const order = (sendsOften(needs) ? bestToSend : bestToListen).filter((transport) => !excluded.has(transport));
  const [best] = order;
  if (best === undefined) return { leaf: 'nothing-fits', transport: undefined, order };
  if (best === 'polling') return { leaf: 'polling-is-left', transport: best, order };
  const leaf = leafOf(best, needs);
  if (leaf === 'websocket-sends' || excluded.has('polling')) return { leaf, transport: best, order };
  const polling = pollingInsteadOf(best, needs);
  if (polling === undefined) return { leaf, transport: best, order };
  return { leaf: polling, transport: 'polling', order: ['polling', ...order.filter((name) => name !== 'polling')] };
}
