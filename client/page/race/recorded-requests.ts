/** The requests of a lane: marked for the lab by `&lane=<tab>`, and recorded. The client library itself is unchanged. */
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { Recording } from '../track/recording.ts';
import type { Ask, Connections } from './connections.ts';
import type { Openers, Surroundings } from './surroundings.ts';

/** Where requests are written down. */
export interface RequestBook {
  readonly recording: Recording;
  readonly connections: Connections;
  readonly surroundings: Surroundings;
  /** The name under which the streams are followed, if they have one. */
  who(): string | undefined;
}

/** Records one request. @returns the address to use, and the record */
type Begin = (address: string | URL | Request) => readonly [url: URL, ask: Ask];

const beginner =
  ({ recording, connections, surroundings, who }: RequestBook, lane: () => TransportName): Begin =>
  (address) => {
    const url = new URL(address instanceof Request ? address.url : address, surroundings.lab);
    url.searchParams.set('lane', surroundings.tab);
    const name = who();
    if (name) url.searchParams.set('who', name);
    recording.note({ kind: 'asks', lane: lane(), at: surroundings.serverNow() });
    const endpoint = transportNames.find((name) => url.pathname.endsWith(`/${name}`)) ?? lane();
    return [url, connections.open(lane(), endpoint, surroundings.pageNow())];
  };

function recordedFetch({ recording, connections, surroundings }: RequestBook, lane: () => TransportName, begin: Begin): typeof fetch {
  const { fetch } = surroundings.browser;
  return async (input, init) => {
    if (init?.method === 'POST') return fetch(input, init);
    const [url, ask] = begin(input);
    try {
      const response = await fetch(url, init);
      recording.note({ kind: 'hears', lane: lane(), at: surroundings.serverNow(), status: response.status });
      return response;
    } finally {
      connections.free(ask, surroundings.pageNow());
    }
  };
}

const recordedEventSource = ({ connections, surroundings }: RequestBook, begin: Begin): typeof EventSource =>
  class extends surroundings.browser.EventSource {
    readonly #ask: Ask;

    constructor(address: string | URL) {
      const [url, ask] = begin(address);
      super(url);
      this.#ask = ask;
      this.addEventListener('open', () => {
        ask.reached = true;
      });
      this.addEventListener('error', () => {
        ask.reached = false;
        // The browser reconnects by itself, and the lab will report another request.
        ask.claimed = false;
      });
    }

    override close(): void {
      connections.free(this.#ask, surroundings.pageNow());
      super.close();
    }
  };

const recordedWebSocket = ({ connections, surroundings }: RequestBook, begin: Begin): typeof WebSocket =>
  class extends surroundings.browser.WebSocket {
    /** The stream itself has closed it. */
    #closed = false;

    constructor(address: string | URL) {
      const [url, ask] = begin(address);
      super(url);
      let heard = false;
      const hear = () => {
        heard = true;
      };
      this.addEventListener('message', hear, { once: true });
      this.addEventListener('close', () => {
        connections.free(ask, surroundings.pageNow());
        if (!heard && !this.#closed) surroundings.handshakeFailed();
      });
    }

    override close(code?: number, reason?: string): void {
      this.#closed = true;
      super.close(code, reason);
    }
  };

/** @param lane the transport that carries the stream at present */
export function recordedRequests(book: RequestBook, lane: () => TransportName): Openers {
  const begin = beginner(book, lane);
  return {
    fetch: recordedFetch(book, lane, begin),
    EventSource: recordedEventSource(book, begin),
    WebSocket: recordedWebSocket(book, begin),
  };
}
