import { longPolling, type OpenStream, polling, sse, websocket, withTransports } from './transports/index.ts';

export type { AnyEvents, EventName, Hello, Json, Notification, NotificationOf, Receipt, TransportName } from '../../server/stream/protocol.ts';
export { transportNames } from '../../server/stream/protocol.ts';
export type { Gap, StreamEvents, StreamOptions, StreamState } from './options.ts';
export type { Ledger } from './position.ts';
export type { NotificationStream } from './stream.ts';
export { type Failure, StreamError } from './stream-error.ts';

/**
 * Follows the stream of a lab, or of an app that has it attached.
 * @typeParam Events names of events, and the type of data that each has: the same that the server's `createStreams` or `attach` has
 * @param url where `/stream` and `/publish` are; in a page it may be relative, `/` being the page's own server
 * @throws TypeError or RangeError for what cannot be used
 * @example
 * const stream = openStream<Events>('/', { events: ['orders'] });
 * stream.on('orders', ({ data }) => console.log(data.total));
 */
// What delivers soonest comes first.
export const openStream: OpenStream = /* @__PURE__ */ withTransports(websocket, sse, longPolling, polling);
