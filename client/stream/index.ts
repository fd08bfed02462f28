import type { StreamOptions } from './options.ts';
import { NotificationStream } from './stream.ts';

export type { Hello, Json, Notification, Receipt, TransportName } from '../../server/stream/protocol.ts';
export { transportNames } from '../../server/stream/protocol.ts';
export type { Ledger } from './ledger.ts';
export type { Gap, StreamEvents, StreamOptions, StreamState } from './options.ts';
export type { NotificationStream } from './stream.ts';
export type { Failure } from './transport.ts';

/**
 * Follows the stream of a lab, or of an app that has it attached.
 * @param url where `/stream` and `/publish` are; in a page it may be relative, `/` being the page's own server
 */
export const openStream = (url: string | URL, options?: StreamOptions): NotificationStream => new NotificationStream(url, options);
