import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { type AttachOptions, checkAttachOptions } from './attach-options.ts';
import { type ExpressApp, requireAppAndServer } from './express-app.ts';
import { hostGuard } from './guard/host-names.ts';
import { originGuard } from './guard/origin.ts';
import { attachOptions } from './guard/remedies.ts';
import type { HttpHost } from './http-host.ts';
import { offerStreams } from './offer-streams.ts';
import { PeerError } from './problem.ts';

export type { AttachOptions } from './attach-options.ts';
export { type MemoryLogOptions, memoryLog } from './log/memory-log.ts';
export type { NotificationLog } from './log/notification-log.ts';

export interface Attached {
  /** The seam for routes of your own that keep the same guards and problem documents. */
  readonly host: HttpHost;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /**
   * Ends every open stream politely, and takes paths and listeners away; app and server go on as if nothing had been attached. What has not ended a second later is cut.
   * Calling it twice is harmless, and so is attaching again.
   */
  close(): void;
}

/** A refusal is told in a line; it is nobody's mistake here, and its stack says nothing. */
const report = (error: unknown) => console.error(error instanceof PeerError ? `transport-lab refused a request: ${error.message}` : error);

/**
 * Adds `/stream/polling`, `/stream/long-polling`, `/stream/sse`, `/stream/websocket` and `/publish` to somebody's Express app, of Express 4 or 5. Attach before other routes
 * and middleware, so that nothing compresses or logs the streams. The server's `upgrade` events on other paths are left to others.
 * @param server what the app answers the requests of, HTTP or HTTPS; it may listen already
 * @throws TypeError or RangeError for what cannot be used, Error if there are streams on app or server already
 */
export function attach(app: ExpressApp, server: Server | SecureServer, options: AttachOptions): Attached {
  requireAppAndServer(app, server);
  checkAttachOptions(options);
  const { log, heartbeat = 15_000, stall = 30_000, hosts, origins = [], onError = report } = options;
  const guards = {
    host: hosts ? hostGuard(hosts, attachOptions) : () => {},
    origin: originGuard(origins),
    remedies: attachOptions,
    onRefusal: onError,
  };
  const { host, followers, end } = offerStreams({ app, server, guards, onError }, { log, heartbeat, stall });
  return {
    host,
    followers,
    close() {
      end();
      host.close();
    },
  };
}
