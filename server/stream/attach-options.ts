import { calledBack, checkOptions, listOf, number, type Rules } from './check-options.ts';
import { isHostName } from './guard/host-names.ts';
import { normaliseOrigin } from './guard/origin.ts';
import type { Authorize } from './guard/rights.ts';
import { limitRules, type StreamsLimits } from './guard/stream-limits.ts';
import type { LogWindow } from './log/log-window.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { checkObserver, type Observer } from './observe/observer.ts';
import { isPlainRecord, isRecord } from './record.ts';
import type { AnyEvents, EventName } from './typed-events.ts';

/** @typeParam Events maps each event's name to the type of its data */
export interface StreamsOptions<Events = AnyEvents> {
  /**
   * The log whose notifications are served. Close it yourself; nothing here does.
   * @example memoryLog()
   */
  readonly log: NotificationLog;
  /**
   * The folder below which all paths lie, `/publish` included. It begins and ends with a slash.
   * @default '/'
   * @example '/live/'
   */
  readonly base?: string;
  /**
   * Decides who may read and publish what. Called for every request, and once for a WebSocket.
   * @default everybody may read and publish
   * @example async (request) => ({ who: await userOf(request), read: true, publish: false })
   */
  readonly authorize?: Authorize<EventName<Events>>;
  /**
   * Whether clients may publish, at `/publish` and over WebSockets. Your own `log.append` works either way.
   * @default true
   * @example false
   */
  readonly publish?: boolean;
  /**
   * Milliseconds of silence before a heartbeat, at least 10; 0 turns heartbeats off. Set it below the time after which your proxy closes an idle connection.
   * @default 15_000
   * @example 25_000
   */
  readonly heartbeat?: number;
  /**
   * Milliseconds without progress before a slow reader is disconnected, and within which a WebSocket message must be complete; at least 100.
   * @default 30_000
   * @example 10_000
   */
  readonly stall?: number;
  /**
   * Host names of this server, without port. Requests with any other `Host` are refused.
   * @default any name, which suits a public server
   * @example ['app.example']
   */
  readonly hosts?: readonly string[];
  /**
   * Origins besides the server's own whose pages may read, publish and open WebSockets.
   * @default none
   * @example ['https://app.example', 'capacitor://localhost']
   */
  readonly origins?: readonly string[];
  /**
   * Called with internal errors, which are never shown to a client, and once with each Host and Origin that was refused (a `PeerError` with `code` and `message`; 100 at
   * most).
   * @default console.error
   * @example (error) => logger.error(error)
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Upper bounds for open streams, message sizes and memory.
   * @default no limit for streams; for the rest see {@link StreamsLimits}
   * @example { streams: 10_000, streamsPerUser: 20 }
   */
  readonly limits?: StreamsLimits;
  /**
   * Functions that are called when streams open, close, deliver or are refused, for metrics or a log.
   * @default none, which costs nothing
   * @example { refused: (code) => refusals.inc({ code }) }
   */
  readonly observe?: Observer;
}

/** Milliseconds: the longest delay of `setTimeout`, which treats more as 1 ms. */
const longest = 2 ** 31 - 1;

const hasMethods = (value: unknown, names: readonly string[]): boolean => isRecord(value) && names.every((name) => typeof value[name] === 'function');

const windowMethods: readonly (keyof LogWindow)[] = ['cursor', 'place', 'resume', 'read', 'cut'];

const isLog = (value: unknown): boolean => isRecord(value) && hasMethods(value, ['append', 'onAppend']) && hasMethods(value.window, windowMethods);

/** Not `null`: every local file and every sandboxed frame has that origin, whoever made it. */
const isOrigin = (text: string): boolean => (normaliseOrigin(text) ?? 'null') !== 'null';

/** Only unreserved characters (RFC 3986, section 2.3), which no client and no router encodes. */
const isBase = (text: string): boolean => /^\/(?:[\w~.-]+\/)*$/.test(text) && !/\/\.\.?\//.test(text);

const anObject = {
  fits: isPlainRecord,
  expected: 'an object',
};

const rules: Rules<StreamsOptions> = {
  log: { fits: isLog, expected: 'a log', remedy: 'memoryLog() makes one.' },
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
  base: {
    fits: (value) => typeof value === 'string' && isBase(value),
    expected: "a path that begins and ends with a slash, of letters, digits and -._~, such as '/live/'",
    remedy: "Leave it out for '/'.",
  },
  authorize: { ...calledBack, remedy: 'Leave it out to let everybody read and publish.' },
  publish: {
    fits: (value) => typeof value === 'boolean',
    expected: 'true or false',
    remedy: 'Who may publish what, `authorize` says.',
  },
  onError: { ...calledBack, remedy: 'Leave it out for console.error.' },
  limits: { ...anObject, remedy: `Name them: { ${Object.keys(limitRules).join(', ')} }.` },
  observe: { ...anObject, remedy: 'Give it functions, such as { refused(code) {} }.' },
};

/**
 * @param call the name of the function that got the options, for the error
 * @param usage how to call it, for the error about a missing log
 * @throws TypeError or RangeError
 */
export function checkStreamsOptions(call: string, usage: string, options: unknown): void {
  if (!isRecord(options) || !options.log) {
    throw new TypeError(`Expected ${usage}; got no log. memoryLog() makes one.`);
  }
  checkOptions<StreamsOptions>(call, options, rules);
  const { limits, observe, authorize } = options;
  if (limits) checkOptions(`limits of ${call}`, limits, limitRules);
  if (observe) checkObserver(call, observe);
  if (limits?.streamsPerUser !== undefined && !authorize) {
    throw new TypeError(`Expected the option \`authorize\` beside \`streamsPerUser\` of limits of ${call}; got none. It says who somebody is.`);
  }
}
