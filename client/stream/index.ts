import { longPolling, type OpenStream, polling, sse, websocket, withTransports } from './transports/index.ts';

export type { AnyEvents, EventName, Hello, Json, Notification, NotificationOf, Receipt, TransportName } from '../../server/stream/protocol.ts';
export { transportNames } from '../../server/stream/protocol.ts';
export type { Gap, StreamEvents, StreamOptions, StreamState } from './options.ts';
export type { Ledger } from './position.ts';
export type { NotificationStream } from './stream.ts';
export { type Failure, StreamError } from './stream-error.ts';

/**
 * Follows the stream of a lab, or of an app that serves one with `attach` or `createStreams`.
 * @typeParam Events maps each event's name to the type of its data; use the same type on the server
 * @param url of the folder that holds `/stream` and `/publish`. In a page it may be relative: `/` is the page's own server
 * @throws TypeError or RangeError for a URL or an option that cannot be used
 * @example
 * const stream = openStream<Events>('/', { events: ['orders'] });
 * stream.on('orders', ({ data }) => console.log(data.total));
 */
// In order of latency: the fastest transport is tried first.
export const openStream: OpenStream = /* @__PURE__ */ withTransports(websocket, sse, longPolling, polling);
