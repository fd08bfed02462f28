import type { ServeOptions } from './apparatus/telemetry/messages.ts';
import type { Config } from './config.ts';

/** What the command line says of them: seconds become milliseconds. */
export const serveOptionsOf = ({ window, heartbeat, stall }: Config): ServeOptions => ({
  window,
  heartbeat: heartbeat * 1_000,
  stall: stall * 1_000,
});

/** The command line as if it had said this. */
export const servedWith = (config: Config, { window, heartbeat, stall }: ServeOptions): Config => ({
  ...config,
  window,
  heartbeat: heartbeat / 1_000,
  stall: stall / 1_000,
});
