import type { StreamOptions } from '../../stream/index.ts';

/** What a run needs from outside; a test brings its own. */
export interface Surroundings {
  /** Where the lab is, with a slash behind. */
  readonly lab: URL;
  /** Names this tab's streams at the lab. */
  readonly tab: string;
  readonly browser: {
    readonly fetch: typeof fetch;
    readonly EventSource: typeof EventSource;
    readonly WebSocket: typeof WebSocket;
  };
  /** Epoch milliseconds of the page's clock, which never steps, and of the server's. */
  pageNow(): number;
  serverNow(): number;
  /** How streams are opened at present. */
  streamOptions(): StreamOptions;
  /** A WebSocket closed before its first message. */
  handshakeFailed(): void;
}
