import { calledBack, checkOptions, listOf, number, type Rules } from './check-options.ts';
import { isHostName } from './guard/host-names.ts';
import { normaliseOrigin } from './guard/origin.ts';
import type { NotificationLog } from './log/notification-log.ts';

export interface AttachOptions {
  /** The stream to offer; `memoryLog()` is one. It stays yours: closing it is up to you. */
  readonly log: NotificationLog;
  /** Milliseconds of silence before a heartbeat, from 10; 0 is never. Default 15,000. */
  readonly heartbeat?: number;
  /** Milliseconds without progress before a reader is given up, and for a WebSocket message to be finished; from 100. Default 30,000. */
  readonly stall?: number;
  /** Names that this server goes by, without port; others are refused. Default: any name, for apps that are public anyway. */
  readonly hosts?: readonly string[];
  /** Origins besides the server's own that may publish and open WebSockets, such as `https://app.example` or `capacitor://localhost`. Default: none. */
  readonly origins?: readonly string[];
  /**
   * Called with our own mistakes, of which the peer is told nothing, and with each Host and Origin that was refused: a `PeerError` with `code` and `message`, once for each,
   * 100 at most. Default: `console.error`.
   */
  readonly onError?: (error: unknown) => void;
}

/** Milliseconds; `setTimeout` takes more for one. */
const longest = 2 ** 31 - 1;

const isLog = (value: unknown): boolean => {
  const { append, onAppend, window } = value as Partial<Record<keyof NotificationLog, unknown>>;
  return typeof append === 'function' && typeof onAppend === 'function' && typeof window === 'object';
};

/** A page's origin of `null` is that of every file and every sandboxed frame, whoever made it. */
const isOrigin = (text: string): boolean => (normaliseOrigin(text) ?? 'null') !== 'null';

const rules: Rules<AttachOptions> = {
  log: { fits: (value) => typeof value === 'object' && value !== null && isLog(value), expected: 'a log', remedy: 'memoryLog() makes one.' },
  heartbeat: { ...number(10, longest, { or: 0 }), remedy: 'It is in milliseconds, and 0 is never; leave it out for 15,000.' },
  stall: { ...number(100, longest), remedy: 'It is in milliseconds; leave it out for 30,000.' },
  hosts: {
    ...listOf(isHostName),
    expected: "an array of names without scheme and port, such as ['app.example']",
    remedy: 'Leave it out to take any name.',
  },
  origins: {
    ...listOf(isOrigin),
    expected: "an array of whole origins without path and wildcard, such as ['https://app.example']",
    remedy: "Name each origin; leave it out for the server's own pages alone.",
  },
  onError: { ...calledBack, remedy: 'Leave it out for console.error.' },
};

/** @throws TypeError or RangeError */
export function checkAttachOptions(options: unknown): asserts options is AttachOptions {
  if (!(options as Partial<AttachOptions> | undefined)?.log) {
    throw new TypeError('Expected attach(app, server, { log }); got no log. memoryLog() makes one.');
  }
  checkOptions('attach', options, rules);
}
