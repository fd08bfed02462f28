/** What this tab has opened over HTTP: a browser allows six connections to one origin, and tells nobody of those that wait. */
import type { TransportName } from '../../../server/protocol.ts';

/** Connections over HTTP/1.1 that a browser opens to one origin, all tabs together. */
export const mostConnections = 6;

/** One request that wants a connection of its own. */
export interface Ask {
  readonly lane: TransportName | 'extra';
  /** The transport that answers: a long poll's first question goes to polling. */
  readonly endpoint: TransportName;
  /** Of the server's clock. */
  readonly at: number;
  /** Whether something came back, or the server told of it: it has a connection. */
  reached: boolean;
  /** Whether the server's record of it has been found. */
  claimed: boolean;
}

const asks = new Set<Ask>();

/** @returns the ask, to be freed when it is over */
export function openAsk(lane: Ask['lane'], endpoint: TransportName, at: number): Ask {
  const ask: Ask = { lane, endpoint, at, reached: false, claimed: false };
  asks.add(ask);
  return ask;
}

export const freeAsk = (ask: Ask): boolean => asks.delete(ask);

/** Milliseconds by which the clocks may disagree. */
const slack = 10;

/** The server has been asked: by whom? A record names the endpoint only. */
export function claim(endpoint: TransportName, at: number): TransportName {
  for (const ask of asks) {
    if (ask.endpoint !== endpoint || ask.claimed || ask.at > at + slack || ask.lane === 'extra') continue;
    ask.claimed = true;
    ask.reached = true;
    return ask.lane;
  }
  return endpoint;
}

/** Milliseconds that a request may be under way before it counts as waiting. */
const patience = 400;

/** How many have a connection, how many want one. */
export interface Crowd {
  readonly open: number;
  readonly wanted: number;
  readonly waiting: ReadonlySet<Ask['lane']>;
}

/** WebSockets have a pool of their own and are not in here. */
export function crowd(now: number): Crowd {
  const http = [...asks].filter(({ endpoint }) => endpoint !== 'websocket');
  const late = http.filter((ask) => !ask.reached && now - ask.at > patience);
  const open = http.filter((ask) => ask.reached).length;
  return { open, wanted: http.length, waiting: new Set(open >= mostConnections ? late.map(({ lane }) => lane) : []) };
}
