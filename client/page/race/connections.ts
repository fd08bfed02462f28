/** HTTP connections of this tab. From six connections per origin on, browsers delay further requests without any error (docs/browsers.md). */
import type { TransportName } from '../../../server/stream/protocol.ts';

/** Streams over HTTP/1.1 that browsers open to one origin, all tabs together. */
export const mostConnections = 6;

/** Milliseconds for which a finished request is remembered: the lab reports it in a batch, often after its answer has come. */
const memory = 5_000;

/** Milliseconds after which a pending request counts as waiting. */
const patience = 400;

/** A request that needs a connection of its own. */
export interface Ask {
  readonly lane: TransportName | 'extra';
  /** The transport that answers: a long poll's first request goes to polling. */
  readonly endpoint: TransportName;
  /** Epoch milliseconds of the page's clock. */
  readonly at: number;
  /** When it ended; infinite while it is pending. */
  until: number;
  /** Whether an answer came, or the server reported it: then it has a connection. */
  reached: boolean;
  /** Whether the server's record of it has been found. */
  claimed: boolean;
}

/** How many have a connection, how many want one. */
export interface ConnectionUse {
  readonly open: number;
  readonly wanted: number;
  readonly waiting: ReadonlySet<Ask['lane']>;
}

/** Pending requests, and finished ones that the server has not reported yet. Times are of the page's clock. */
export class Connections {
  readonly #asks = new Set<Ask>();

  /** @returns the request, to be freed when it has ended */
  open(lane: Ask['lane'], endpoint: TransportName, at: number): Ask {
    for (const old of this.#asks) if (old.until < at - memory) this.#asks.delete(old);
    const ask: Ask = { lane, endpoint, at, until: Number.POSITIVE_INFINITY, reached: false, claimed: false };
    this.#asks.add(ask);
    return ask;
  }

  /** Marks a request as ended. */
  free(ask: Ask, at: number): void {
    ask.until = at;
    if (ask.claimed || ask.lane === 'extra') this.#asks.delete(ask);
  }

  /** Forgets requests that have ended: the lab begins to watch, and will not report them. Each could be taken for a later one. */
  forgetEnded(): void {
    for (const ask of this.#asks) if (ask.until < Number.POSITIVE_INFINITY) this.#asks.delete(ask);
  }

  /**
   * Finds the lane of a request that the server reports, because its record names only the endpoint.
   * @param slack milliseconds by which `at` can be wrong
   */
  claim(endpoint: TransportName, at: number, slack: number): TransportName {
    for (const ask of this.#asks) {
      if (ask.endpoint !== endpoint || ask.claimed || ask.at > at + slack || ask.until < at - slack || ask.lane === 'extra') continue;
      ask.claimed = true;
      ask.reached = true;
      if (ask.until < Number.POSITIVE_INFINITY) this.#asks.delete(ask);
      return ask.lane;
    }
    return endpoint;
  }

  /** An open WebSocket uses none of the six and is not counted, although its handshake needs one in Firefox and WebKit. */
  crowd(now: number): ConnectionUse {
    const http = [...this.#asks].filter(({ endpoint, until }) => endpoint !== 'websocket' && until === Number.POSITIVE_INFINITY);
    const late = http.filter((ask) => !ask.reached && now - ask.at > patience);
    const open = http.filter((ask) => ask.reached).length;
    return { open, wanted: http.length, waiting: new Set(open >= mostConnections ? late.map(({ lane }) => lane) : []) };
  }
}
