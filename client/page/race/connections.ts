/** What this tab has opened over HTTP: from six connections to one origin on, browsers let what is asked for wait, and tell nobody of it (docs/browsers.md). */
import type { TransportName } from '../../../server/stream/protocol.ts';

/** Streams over HTTP/1.1 that browsers open to one origin, all tabs together. */
export const mostConnections = 6;

/** One request that wants a connection of its own. */
export interface Ask {
  readonly lane: TransportName | 'extra';
  /** The transport that answers: a long poll's first question goes to polling. */
  readonly endpoint: TransportName;
  /** Epoch milliseconds of the page's clock. */
  readonly at: number;
  /** When it was over; infinite while it is not. */
  until: number;
  /** Whether something came back, or the server told of it: it has a connection. */
  reached: boolean;
  /** Whether the server's record of it has been found. */
  claimed: boolean;
}

const asks = new Set<Ask>();

/** Milliseconds that one which is over is remembered: the lab tells of it in a batch, often after its answer has come. */
const memory = 5_000;

/** @returns the ask, to be freed when it is over */
export function openAsk(lane: Ask['lane'], endpoint: TransportName, at: number): Ask {
  for (const old of asks) if (old.until < at - memory) asks.delete(old);
  const ask: Ask = { lane, endpoint, at, until: Number.POSITIVE_INFINITY, reached: false, claimed: false };
  asks.add(ask);
  return ask;
}

/** It is over. */
export function freeAsk(ask: Ask, at: number): void {
  ask.until = at;
  if (ask.claimed || ask.lane === 'extra') asks.delete(ask);
}

/**
 * The server has been asked: by whom? A record names the endpoint only.
 * @param at of the page's clock @param slack milliseconds by which that can be wrong
 */
export function claim(endpoint: TransportName, at: number, slack: number): TransportName {
  for (const ask of asks) {
    if (ask.endpoint !== endpoint || ask.claimed || ask.at > at + slack || ask.until < at - slack || ask.lane === 'extra') continue;
    ask.claimed = true;
    ask.reached = true;
    if (ask.until < Number.POSITIVE_INFINITY) asks.delete(ask);
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

/** An open WebSocket holds none of the six and is not in here, though in Firefox and WebKit its handshake needs one. @param now of the page's clock */
export function crowd(now: number): Crowd {
  const http = [...asks].filter(({ endpoint, until }) => endpoint !== 'websocket' && until === Number.POSITIVE_INFINITY);
  const late = http.filter((ask) => !ask.reached && now - ask.at > patience);
  const open = http.filter((ask) => ask.reached).length;
  return { open, wanted: http.length, waiting: new Set(open >= mostConnections ? late.map(({ lane }) => lane) : []) };
}
