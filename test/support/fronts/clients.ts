import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';
import type { StreamOptions } from '../../../client/stream/index.ts';
import type { Http2Fetch } from './fetch-over-http2.ts';

/** What a client needs to trust a front, and to speak HTTP/2 with it. */
export function clientsOf(ca: Buffer, { fetch }: Pick<Http2Fetch, 'fetch'>): Pick<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket'> {
  class Source extends EventSource {
    constructor(url: string | URL) {
      super(url, { fetch });
    }
  }
  // ws passes all of it to node:tls, but its types do not include the name.
  const trust = { ca, servername: 'localhost' };
  class Socket extends WebSocket {
    constructor(url: string | URL) {
      super(url, undefined, trust);
    }
  }
  return {
    fetch,
    EventSource: Source as unknown as typeof globalThis.EventSource,
    WebSocket: Socket as unknown as typeof globalThis.WebSocket,
  };
}
