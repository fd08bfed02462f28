import type { TransportName } from '../../../server/stream/protocol.ts';
import type { StreamOptions } from '../../stream/index.ts';
import { learnRefusal } from '../refusal.ts';
import { pageNow, serverNow } from '../telemetry/clock.ts';
import { tab } from '../telemetry/telemetry.ts';
import { note } from '../track/track.ts';
import { type Ask, freeAsk, openAsk } from './connections.ts';

/** What a lane opens, told to the lab by `&lane=<tab>` and written down. The client library is as it is everywhere. */
export function tagged(lane: () => TransportName): Pick<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket'> {
  /** @returns the address to ask at, and the ask */
  const asking = (address: string | URL | Request): [URL, Ask] => {
    const url = new URL(address instanceof Request ? address.url : address, location.href);
    url.searchParams.set('lane', tab);
    note({ kind: 'asks', lane: lane(), at: serverNow() });
    return [url, openAsk(lane(), url.pathname.split('/').at(-1) as TransportName, pageNow())];
  };

  class LaneEventSource extends EventSource {
    readonly #ask: Ask;

    constructor(address: string | URL) {
      const [url, ask] = asking(address);
      super(url);
      this.#ask = ask;
      this.addEventListener('open', () => {
        ask.reached = true;
      });
      this.addEventListener('error', () => {
        ask.reached = false;
        // The browser asks again by itself, and the lab will tell of another question.
        ask.claimed = false;
      });
    }

    override close(): void {
      freeAsk(this.#ask, pageNow());
      super.close();
    }
  }

  class LaneWebSocket extends WebSocket {
    /** Closed by the stream itself. */
    #left = false;

    constructor(address: string | URL) {
      const [url, ask] = asking(address);
      super(url);
      let heard = false;
      const hear = () => {
        heard = true;
      };
      this.addEventListener('message', hear, { once: true });
      this.addEventListener('close', () => {
        freeAsk(ask, pageNow());
        if (!heard && !this.#left) void learnRefusal();
      });
    }

    override close(code?: number, reason?: string): void {
      this.#left = true;
      super.close(code, reason);
    }
  }

  return {
    async fetch(input, init) {
      if (init?.method === 'POST') return fetch(input, init);
      const [url, ask] = asking(input);
      try {
        const response = await fetch(url, init);
        note({ kind: 'hears', lane: lane(), at: serverNow(), status: response.status });
        return response;
      } finally {
        freeAsk(ask, pageNow());
      }
    },
    EventSource: LaneEventSource,
    WebSocket: LaneWebSocket,
  };
}
