import type { AnyEvents, EventName, Hello, NotificationOf, TransportName, Gap as WireGap } from '../../server/stream/protocol.ts';
import type { StreamError } from './stream-error.ts';

/** @typeParam Events names of events, and the type of data that each has */
export interface StreamOptions<Events = AnyEvents> {
  /** One transport, or several to fall back through in this order. @default ['websocket', 'sse', 'long-polling', 'polling'] */
  readonly transport?: TransportName | readonly TransportName[];
  /** Only these events, at most 100; an empty list is broadcasts only. @default all @example ['orders', 'room:7'] */
  readonly events?: readonly EventName<Events>[];
  /** Where reading starts: a cursor, `earliest` or `now`. @default from now on, after a hello that says where that is @example localStorage.getItem('cursor') ?? 'earliest' */
  readonly after?: string;
  /** Milliseconds between two polls. @default 2_000 */
  readonly interval?: number;
  /** Seconds that the server may hold a long poll, 1 to 55: less than a proxy on the way waits for an answer. @default 25 */
  readonly hold?: number;
  /** Milliseconds for a connection to say hello, and for a poll to be answered beyond its hold. @default 5_000 */
  readonly patience?: number;
  /** Milliseconds until a publish or a subscription without an answer is given up. @default 10_000 */
  readonly deadline?: number;
  /**
   * Milliseconds: the wait before a reconnection is random, from 0 to the smaller of `longest` and `first` doubled per attempt.
   * @default { first: 500, longest: 30_000 }
   */
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
   * As text, or as the answer of the route that gives it: 401 and 403 close the stream as they do elsewhere, and `Retry-After` is waited for.
   * @example ticket: () => fetch('/ticket', { method: 'POST' })
   */
  readonly ticket?: () => string | Response | Promise<string | Response>;
  /** @default that of the platform */
  readonly fetch?: typeof fetch;
  /** Node has none; the package `eventsource` does. @default that of the platform */
  readonly EventSource?: typeof EventSource;
  /** Node has one from 22 on; before, the package `ws` does. @default that of the platform */
  readonly WebSocket?: typeof WebSocket;
  /** From 0 to 1, for the waits. @default Math.random */
  readonly random?: () => number;
}

export type StreamState = 'connecting' | 'open' | 'reconnecting' | 'cut' | 'closed';

/** What the server told, or `unreadable`: a message that could not be read twice, and that this library stepped over. */
export interface Gap extends Omit<WireGap, 'reason'> {
  readonly reason: WireGap['reason'] | 'unreadable';
}

/**
 * The `detail` of each event.
 * @typeParam Events names of events, and the type of data that each has
 */
export interface StreamEvents<Events = AnyEvents> {
  hello: Hello;
  notification: NotificationOf<Events>;
  gap: Gap;
  /** `retryIn` is milliseconds until the next attempt. */
  state: { readonly state: StreamState; readonly transport: TransportName; readonly retryIn?: number | undefined };
  error: StreamError;
}
