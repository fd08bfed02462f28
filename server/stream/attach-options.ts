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

/** @typeParam Events names of events, and the type of data that each has */
export interface StreamsOptions<Events = AnyEvents> {
  /**
   * The stream to offer. It stays yours: closing it is up to you.
   * @example memoryLog()
   */
  readonly log: NotificationLog;
  /**
   * The folder that all paths stand below, publishing included. It begins and ends with a slash.
   * @default '/'
   * @example '/live/'
   */
  readonly base?: string;
  /**
   * Says who may read and publish what. It is asked for every request, and once for a WebSocket.
   * @default everybody may read and publish
   * @example async (request) => ({ who: await userOf(request), read: true, publish: false })
   */
  readonly authorize?: Authorize<EventName<Events>>;
  /**
   * Whether clients may publish, at `/publish` and over WebSockets. `log.append` publishes in any case.
   * @default true
   * @example false
   */
  readonly publish?: boolean;
  /**
   * Milliseconds of silence before a heartbeat, from 10; 0 is never. Keep it below the time after which your proxy ends a silent connection.
   * @default 15_000
   * @example 25_000
   */
  readonly heartbeat?: number;
  /**
   * Milliseconds without progress before a reader is given up, and for a WebSocket message to be finished; from 100.
   * @default 30_000
   * @example 10_000
   */
  readonly stall?: number;
  /**
   * Names that this server goes by, without port; requests with another `Host` are refused.
   * @default any name, for servers that are public anyway
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
   * Called with our own mistakes, of which the peer is told nothing, and with each Host and Origin that was refused: a `PeerError` with `code` and `message`, once for each,
   * 100 at most.
   * @default console.error
   * @example (error) => logger.error(error)
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Upper bounds for open streams, message sizes and memory.
   * @default no bound for streams; for the rest see {@link StreamsLimits}
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

/** Milliseconds; `setTimeout` takes more for one. */
const longest = 2 ** 31 - 1;

const hasMethods = (value: unknown, names: readonly string[]): boolean => isRecord(value) && names.every((name) => typeof value[name] === 'function');

const windowMethods: readonly (keyof LogWindow)[] = ['cursor', 'place', 'resume', 'read', 'cut'];

const isLog = (value: unknown): boolean => isRecord(value) && hasMethods(value, ['append', 'onAppend']) && hasMethods(value.window, windowMethods);

/** A page's origin of `null` is that of every file and every sandboxed frame, whoever made it. */
const isOrigin = (text: string): boolean => (normaliseOrigin(text) ?? 'null') !== 'null';

/** Folders of plain characters (RFC 3986, section 2.3), so that no client and no router spells them in another way. */
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
 * @param call whose they are
 * @param usage how it is called, for who has forgotten the log
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
