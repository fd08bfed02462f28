import type { AnyEvents, EventName, Hello, NotificationOf, TransportName, Gap as WireGap } from '../../server/stream/protocol.ts';
import type { StreamError } from './stream-error.ts';

/** @typeParam Events names of events, and the type of data that each has */
export interface StreamOptions<Events = AnyEvents> {
  /** One transport, or several to fall back through in this order. Default: `websocket`, `sse`, `long-polling`, `polling`. */
  readonly transport?: TransportName | readonly TransportName[];
  /** Only these events, at most 100; default all. */
  readonly events?: readonly EventName<Events>[];
  /** A cursor, `earliest` or `now`; default: from now on. */
  readonly after?: string;
  /** Milliseconds between two questions of polling. Default 2,000. */
  readonly interval?: number;
  /** Seconds that the server may park a long poll, 1 to 55. Default 25. */
  readonly hold?: number;
  /** Milliseconds until a line that says nothing counts as dead. Default 5,000. */
  readonly patience?: number;
  /** Milliseconds until a publish or a subscription without an answer is given up. Default 10,000. */
  readonly deadline?: number;
  /** Milliseconds: the wait before a reconnection is drawn from 0 to the smaller of `longest` and `first` doubled per attempt. Default 500 and 30,000. */
  readonly retry?: { readonly first?: number; readonly longest?: number };
  /**
   * Header fields of what is asked with `fetch`: polls, long polls, and publishes that do not go over a WebSocket. A function is called for each request.
   * @default none
   * @example headers: async () => ({ Authorization: `Bearer ${await token()}` })
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * A ticket that is good for one request (docs/protocol.md, "Rights"), for what cannot send headers: called for each `EventSource` and `WebSocket`, and where there are no
   * `headers` for each request, too.
   * @default none
   * @example ticket: () => fetch('/ticket', { method: 'POST' }).then((answer) => answer.text())
   */
  readonly ticket?: () => string | Promise<string>;
  /** For where the platform has none, or for tests. */
  readonly fetch?: typeof fetch;
  readonly EventSource?: typeof EventSource;
  readonly WebSocket?: typeof WebSocket;
  readonly random?: () => number;
}

export type StreamState = 'connecting' | 'open' | 'reconnecting' | 'cut' | 'closed';

/** What the server told, or `unreadable`: a message that could not be read twice, and that this library stepped over. */
export interface Gap extends Omit<WireGap, 'reason'> {
  readonly reason: WireGap['reason'] | 'unreadable';
}

/** The `detail` of each event. */
export interface StreamEvents<Events = AnyEvents> {
  hello: Hello;
  notification: NotificationOf<Events>;
  gap: Gap;
  state: { readonly state: StreamState; readonly transport: TransportName /** Milliseconds. */; readonly retryIn?: number | undefined };
  error: StreamError;
}
