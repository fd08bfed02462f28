import type { Lab } from '../../server/lab/lab.ts';
import type { Notification, TransportName } from '../../server/stream/protocol.ts';
import type { Platform } from '../support/platform.ts';
import type { Relay } from '../support/relay.ts';

/** A server that offers the streams: a lab, or another one. */
export type Served = Pick<Lab, 'url' | 'port' | 'log' | 'followers' | 'close'>;

/** The client's platform, the transport and the server for which a promise is tested. */
export interface Ground {
  readonly platform: Platform;
  readonly transport: TransportName;
  readonly start: (options?: { readonly window?: number }) => Promise<Served>;
  /** Opens a breakable connection to the server on this port. */
  readonly line: (port: number) => Promise<Relay>;
}

export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
export const data = (notifications: readonly Notification[]) => notifications.map((notification) => notification.data);
export const flawless = { missing: 0, doubled: 0, reordered: 0 };
