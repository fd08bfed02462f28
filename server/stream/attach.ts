import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { checkStreamsOptions, type StreamsOptions } from './attach-options.ts';
import type { Host } from './host.ts';
import { type ExpressApp, type ExpressRouter, requireAppAndServer } from './http/express-app.ts';
import { HttpHost } from './http/http-host.ts';
import { type CloseOptions, placeStreams, type StreamControls } from './streams.ts';
import type { AnyEvents } from './typed-events.ts';

/** Another name for `StreamsOptions`. */
export type AttachOptions<Events = AnyEvents> = StreamsOptions<Events>;

export interface Attached<Events = AnyEvents> extends StreamControls<Events> {
  /** For routes of your own that need the same guards and problem documents. */
  readonly host: Host;
  /** Ends the streams as above and removes all routes at once. App and server go on without them; you may attach again before the promise resolves. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Adds `/stream/polling`, `/stream/long-polling`, `/stream/sse`, `/stream/websocket` and `/publish` to your Express app or Router (Express 4 or 5). Attach before other routes
 * and middleware, so that nothing compresses or logs the streams. WebSocket upgrades on other paths are left to your own listeners.
 * @param app an app, or a Router. A Router at `/live` needs the base `/live/`: WebSocket upgrades never pass through a Router, so `base` counts from the root of the server.
 * @param server the HTTP or HTTPS server of the app; it may be listening already
 * @throws TypeError or RangeError for a wrong argument, Error if app or server already have streams
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
