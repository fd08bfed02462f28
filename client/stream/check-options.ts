import { limits, type TransportName } from '../../server/stream/protocol.ts';
import { Backoff } from './backoff.ts';
import { checkedEvents } from './filter.ts';
import type { StreamOptions } from './options.ts';
import { isCursor, unlike } from './read.ts';
import type { ClientTransport, Question } from './transport.ts';
import { transports } from './transports/index.ts';

/** What a stream is opened with: the first question, and the transports that may carry it. */
export interface Settings extends Question {
  readonly transports: readonly ClientTransport[];
}

/** Milliseconds: 23 days. Timers take 2^31 - 1 and run at once beyond; so much less that sums still fit. */
const longest = 2_000_000_000;

/** Least, most and default of each number. */
const numbers = {
  interval: [1, longest, 2_000],
  hold: [limits.holdMin, limits.holdMax, limits.holdDefault],
  patience: [1, longest, 5_000],
  deadline: [1, longest, 10_000],
  first: [1, longest, 500],
  longest: [1, longest, 30_000],
} as const;

const functions = ['fetch', 'EventSource', 'WebSocket', 'random', 'ticket'] as const;
const others = ['headers', 'transport', 'events', 'after', 'retry'];

const show = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value));

function numberOf(options: object, name: keyof typeof numbers): number {
  const [least, most, usual] = numbers[name];
  const { [name]: value = usual }: Record<string, unknown> = options as Record<string, unknown>;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new (typeof value === 'number' ? RangeError : TypeError)(unlike(`${name} to be a number from ${least} to ${most}`, show(value)));
}

function refuseUnknown(options: object, names: readonly string[]): void {
  for (const name in options) if (!names.includes(name)) throw new TypeError(unlike(`an option of ${names.join(', ')}`, name));
}

/** @throws TypeError, RangeError */
export function transportsOf(names: TransportName | readonly TransportName[]): readonly ClientTransport[] {
  const found = [names].flat().map((name) => {
    const transport = transports.find((one) => one.name === name);
    if (!transport) throw new RangeError(`No transport is called "${name}": ${transports.map((one) => one.name).join(', ')}.`);
    return transport;
  });
  if (found.length === 0) throw new RangeError('At least one transport is needed.');
  return found;
}

/** @throws TypeError */
function folderOf(url: string | URL): URL {
  const { protocol, username, password, search, origin, pathname } = parsed(url) ?? {};
  const wrong =
    (!protocol && `"${url}"`) ||
    (!/^https?:$/.test(protocol ?? '') && protocol) ||
    ((username || password) && 'credentials') ||
    (search && 'a query');
  if (!wrong) return new URL(`${pathname}/`.replace(/\/+$/, '/'), origin);
  const expected = 'the http: or https: URL of the folder that has `stream` and `publish`, without credentials and query';
  throw new TypeError(`${unlike(expected, wrong)} WebSockets take http: too.`);
}

function parsed(url: string | URL): URL | undefined {
  try {
    return new URL(url, globalThis.location?.href);
  } catch {
    return undefined;
  }
}

/**
 * What a caller says, checked once, with the defaults filled in.
 * @throws TypeError, RangeError with what was expected and what came
 */
export function checkOptions(url: string | URL, options: StreamOptions<never>): Settings {
  refuseUnknown(options, [...Object.keys(numbers).slice(0, 4), ...functions, ...others]);
  refuseUnknown(options.retry ?? {}, ['first', 'longest']);
  for (const name of functions)
    if (options[name] && typeof options[name] !== 'function') throw new TypeError(unlike(`${name} to be a function`, show(options[name])));
  const { after, events, headers, ticket, retry = {} } = options;
  if (after && !isCursor(after) && after !== 'earliest' && after !== 'now')
    throw new TypeError(unlike('after to be a cursor, earliest or now', show(after)));
  if (events && !Array.isArray(events)) throw new TypeError(unlike('events to be an array', show(events)));
  if (headers && !/^[of]/.test(typeof headers)) throw new TypeError(unlike('headers to be an object or a function', show(headers)));
  return {
    headers,
    ticket,
    base: folderOf(url),
    after,
    events: events && checkedEvents(events),
    interval: numberOf(options, 'interval'),
    hold: numberOf(options, 'hold'),
    patience: numberOf(options, 'patience'),
    deadline: numberOf(options, 'deadline'),
    backoff: new Backoff(numberOf(retry, 'first'), numberOf(retry, 'longest'), options.random ?? Math.random),
    fetch: options.fetch ?? ((...args) => fetch(...args)),
    EventSource: options.EventSource ?? globalThis.EventSource,
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    transports: transportsOf(options.transport ?? ['websocket', 'sse', 'long-polling', 'polling']),
  };
}
