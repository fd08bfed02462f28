import { holdDefault, holdMax, holdMin } from '../../server/stream/protocol.ts';
import { createBackoff } from './backoff.ts';
import { checkedEvents } from './filter.ts';
import type { StreamOptions } from './options.ts';
import { isCursor } from './read.ts';
import { unlike } from './stream-error.ts';
import type { ClientTransport, Question } from './transport.ts';

/** The checked options of a stream, and its transports. */
export interface Settings extends Question {
  /** All transports that the app was built with. */
  readonly known: readonly ClientTransport[];
  /** Those that the option `transport` chose. */
  readonly transports: readonly ClientTransport[];
}

/** Options that have a default, so they always have a value. */
type Filled = 'retry' | 'random' | 'interval' | 'hold' | 'patience' | 'deadline' | 'fetch' | 'EventSource' | 'WebSocket';
type Given = StreamOptions & Required<Pick<StreamOptions, Filled>>;

/** What an option must be, a check for it, and its default. */
type Rule = readonly [expected: string, fits: (value: unknown) => boolean, standard?: unknown];
type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/** Milliseconds: 23 days. A timer that is set beyond 2^31 - 1 ms fires at once; this leaves room to add two options. */
const longest = 2_000_000_000;

const number = (standard: number, least: number, most: number): Rule => [
  `a number from ${least} to ${most}`,
  (value) => typeof value === 'number' && value >= least && value <= most,
  standard,
];
const time = (standard: number) => number(standard, 1, longest);
const called = (standard?: unknown): Rule => ['a function', (value) => typeof value === 'function', standard];
/** Checked elsewhere. */
const other = (standard?: unknown): Rule => ['', () => true, standard];

/** Built anew for each stream: a polyfill may have been installed since the last one. */
const rules = (): Rules<StreamOptions<never>> => ({
  interval: time(2_000),
  hold: number(holdDefault, holdMin, holdMax),
  patience: time(5_000),
  deadline: time(10_000),
  fetch: called((...args: Parameters<typeof fetch>) => fetch(...args)),
  EventSource: called(globalThis.EventSource),
  WebSocket: called(globalThis.WebSocket),
  random: called(Math.random),
  ticket: called(),
  headers: ['an object or a function', (value) => !value || /^[of]/.test(typeof value)],
  events: ['an array', (value) => !value || Array.isArray(value)],
  after: ['a cursor, earliest or now', (value) => !value || isCursor(value) || value === 'earliest' || value === 'now'],
  transport: other(),
  retry: other({}),
});
const retryRules: Rules<NonNullable<StreamOptions['retry']>> = { first: time(500), longest: time(30_000) };

/** @returns the options with defaults filled in @throws TypeError, RangeError */
function fill(options: object, rules: Readonly<Record<string, Rule>>): unknown {
  const names = Object.keys(rules);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(unlike(`an option of ${names.join(', ')}`, unknown));
  const filled = Object.entries(rules).map(([name, [expected, fits, standard]]) => {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined) return [name, standard];
    if (fits(value)) return [name, value];
    throw new (typeof value === typeof standard ? RangeError : TypeError)(unlike(`${name} to be ${expected}`, value));
  });
  return Object.fromEntries(filled);
}

/** @param names of the transports to use. @default all @throws RangeError */
export function transportsOf(known: readonly ClientTransport[], names?: StreamOptions['transport']): readonly ClientTransport[] {
  const all = known.map(({ name }) => name);
  const asked = [names ?? all].flat();
  return (asked.length > 0 ? asked : ['']).map((name) => {
    const found = known.find((one) => one.name === name);
    if (found) return found;
    throw new RangeError(unlike(`a transport of ${all.join(', ')}`, name));
  });
}

/** @throws TypeError */
function folderOf(url: string | URL): URL {
  let wrong: unknown = url;
  try {
    const { protocol, username, password, search, origin, pathname } = new URL(url, globalThis.location?.href);
    if (!/^https?:$/.test(protocol)) wrong = protocol;
    else if (username || password) wrong = 'credentials';
    else if (search) wrong = 'a query';
    else return new URL(pathname.replace(/\/*$/, '/'), origin);
  } catch {}
  throw new TypeError(unlike('an http(s) URL of a folder without credentials and query', wrong));
}

/**
 * Checks the caller's options once and fills in the defaults.
 * @throws TypeError, RangeError whose message says what was expected and what came
 */
export function checkOptions(url: string | URL, known: readonly ClientTransport[], options: StreamOptions<never>): Settings {
  const { transport, retry, random, events, ...rest } = fill(options, rules()) as Given;
  const { first, longest } = fill(retry, retryRules) as Required<typeof retry>;
  return {
    ...rest,
    known,
    base: folderOf(url),
    events: events && checkedEvents(events),
    backoff: createBackoff(first, longest, random),
    transports: transportsOf(known, transport),
  };
}
