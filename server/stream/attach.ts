import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { checkStreamsOptions, type StreamsOptions } from './attach-options.ts';
import type { Host } from './host.ts';
import { type ExpressApp, type ExpressRouter, requireAppAndServer } from './http/express-app.ts';
import { HttpHost } from './http/http-host.ts';
import { type CloseOptions, placeStreams, type StreamControls } from './streams.ts';
import type { AnyEvents } from './typed-events.ts';

/** The same by the name of `attach`. */
export type AttachOptions<Events = AnyEvents> = StreamsOptions<Events>;

export interface Attached<Events = AnyEvents> extends StreamControls<Events> {
  /** The seam for routes of your own that keep the same guards and problem documents. */
  readonly host: Host;
  /** The same, and takes everything away at once: app and server go on as if nothing had been attached, and attaching again is fine before the promise has resolved. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Adds `/stream/polling`, `/stream/long-polling`, `/stream/sse`, `/stream/websocket` and `/publish` to somebody's Express app or Router, of Express 4 or 5. Attach before other routes
 * and middleware, so that nothing compresses or logs the streams. The server's `upgrade` events on other paths are left to others.
 * @param app an app, or a Router. `base` counts from the root of the server, wherever a Router is mounted, because WebSocket upgrades never pass through it: a Router at `/live` needs the base `/live/`.
 * @param server what the app answers the requests of, HTTP or HTTPS; it may listen already
 * @throws TypeError or RangeError for what cannot be used, Error if there are streams on app or server already
 * @example
 * const app = express();
 * const server = createServer(app);
 * const streams = attach(app, server, { log: memoryLog() });
 * server.listen(3000);
 */
export function attach<Events = AnyEvents>(
  app: ExpressApp | ExpressRouter,
  server: Server | SecureServer,
  options: StreamsOptions<Events>,
): Attached<Events> {
  requireAppAndServer(app, server);
  checkStreamsOptions('attach', 'attach(app, server, { log })', options);
  const { host, controls } = placeStreams('attach', options, (hostOptions) => new HttpHost(app, server, hostOptions));
  return {
    ...controls,
    host,
    close(options) {
      const ended = controls.close(options);
      host.close();
      return ended;
    },
  };
}
