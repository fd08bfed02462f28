import type { TransportName } from '../../../server/stream/protocol.ts';
import type { StreamOptions } from '../../stream/index.ts';

/** The functions by which `openStream` opens connections. */
export interface Openers {
  readonly fetch: typeof fetch;
  readonly EventSource: typeof EventSource;
  readonly WebSocket: typeof WebSocket;
}

/** Removes a feature from a lane's connections. @param lane the transport that carries the stream at present */
export type Wrap = (openers: Openers, lane: () => TransportName) => Openers;

/** Dependencies of a run; a test passes its own. */
export interface Surroundings {
  /** Where the lab is, with a slash behind. */
  readonly lab: URL;
  /** Name of this tab's streams at the lab. */
  readonly tab: string;
  readonly browser: Openers;
  /** Epoch milliseconds of the page's clock, which never steps, and of the server's. */
  pageNow(): number;
  serverNow(): number;
  /** How streams are opened at present. */
  streamOptions(): StreamOptions;
  readonly handicap: Wrap;
  /** A WebSocket closed before its first message. */
  handshakeFailed(): void;
}
