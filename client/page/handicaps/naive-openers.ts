/** Redirects the requests of the client library, which does not notice, to another address. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Openers } from '../race/surroundings.ts';
import { naiveLanes } from './naive-lanes.ts';

/** @param base `compressed?flush=0` @returns the same request to the naive server */
function naiveAddress(address: string | URL, base: string): URL {
  const url = new URL(address);
  const [name = '', query] = base.split('?');
  url.pathname = url.pathname.replace(/\/stream\/([\w-]+)$/, `/naive/${name}/stream/$1`);
  for (const [key, value] of new URLSearchParams(query)) url.searchParams.set(key, value);
  return url;
}

/** @param lane the transport that carries the stream at present */
export function naively({ fetch, EventSource: Source, WebSocket: Socket }: Openers, lane: () => TransportName): Openers {
  const place = (address: string | URL): URL | string => {
    const base = naiveLanes.peek()[lane()];
    return base === undefined ? address : naiveAddress(address, base);
  };
  return {
    // A browser that caches an answer revalidates it each time: that is the purpose of an ETag.
    fetch: (input, init) => {
      const asked = input instanceof Request ? input.url : input;
      const url = place(asked);
      return url === asked || init?.method === 'POST' ? fetch(input, init) : fetch(url, { ...init, cache: 'no-cache' });
    },
    EventSource: class extends Source {
      constructor(address: string | URL) {
        super(place(address));
      }
    },
    WebSocket: class extends Socket {
      constructor(address: string | URL) {
        super(place(address));
      }
    },
  };
}
