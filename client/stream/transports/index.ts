/**
 * Lets an app choose its transports, so that the bundler leaves out the others.
 * @example
 * import { polling, sse, withTransports } from 'transport-lab/client/transports';
 * const openStream = withTransports(sse, polling);
 */
import type { AnyEvents } from '../../../server/stream/protocol.ts';
import type { StreamOptions } from '../options.ts';
import { NotificationStream } from '../stream.ts';
import type { ClientTransport } from '../transport.ts';

export type { ClientTransport } from '../transport.ts';
export { longPolling } from './long-polling.ts';
export { polling } from './polling.ts';
export { sse } from './sse.ts';
export { websocket } from './websocket.ts';

export type OpenStream = <Events = AnyEvents>(url: string | URL, options?: StreamOptions<Events>) => NotificationStream<Events>;

/**
 * @param known the transports, in the order in which they are tried; the option `transport` chooses among their names
 * @returns an `openStream` with these transports and no others
 */
export const withTransports =
  (...known: readonly [ClientTransport, ...ClientTransport[]]): OpenStream =>
  (url, options) =>
    new NotificationStream(url, known, options);
