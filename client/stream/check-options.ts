import { holdDefault, holdMax, holdMin, type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { createBackoff } from './backoff.ts';
import { checkedEvents } from './filter.ts';
import type { StreamOptions } from './options.ts';
import { isCursor } from './read.ts';
import { unlike } from './stream-error.ts';
import type { ClientTransport, Question } from './transport.ts';
import { transports } from './transports/index.ts';

/** What a stream is opened with: the first question, and the transports that may carry it. */
export interface Settings extends Question {
  readonly transports: readonly ClientTransport[];
}

/** What an option has to be, and what it is where it is left out. */
type Rule = readonly [expected: string, fits: (value: unknown) => boolean, usual?: number];
type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };
/** Options whose numbers are there. */
type Checked<Options> = Options & { readonly [Name in keyof Required<Options> as Required<Options>[Name] extends number ? Name : never]: number };

/** Milliseconds: 23 days. Timers take 2^31 - 1 and run at once beyond; so much less that sums still fit. */
const longest = 2_000_000_000;

const number = (least: number, most: number, usual: number): Rule => [
  `a number from ${least} to ${most}`,
  (value) => typeof value === 'number' && value >= least && value <= most,
  usual,
];
const called: Rule = ['a function', (value) => typeof value === 'function'];
/** Looked at elsewhere. */
const other: Rule = ['', () => true];

const rules: Rules<StreamOptions<never>> = {
  interval: number(1, longest, 2_000),
  hold: number(holdMin, holdMax, holdDefault),
  patience: number(1, longest, 5_000),
  deadline: number(1, longest, 10_000),
  fetch: called,
  EventSource: called,
  WebSocket: called,
  random: called,
  ticket: called,
  headers: ['an object or a function', (value) => !value || /^[of]/.test(typeof value)],
  events: ['an array', (value) => !value || Array.isArray(value)],
  after: ['a cursor, earliest or now', (value) => !value || isCursor(value) || value === 'earliest' || value === 'now'],
  transport: other,
  retry: other,
};
const retryRules: Rules<NonNullable<StreamOptions['retry']>> = { first: number(1, longest, 500), longest: number(1, longest, 30_000) };

/** @returns all of them, those that were left out as they usually are @throws TypeError, RangeError */
function check<Options extends object>(options: Options, rules: Rules<Options>): Checked<Options> {
  for (const name in options) if (!rules[name]) throw new TypeError(unlike(`an option of ${Object.keys(rules).join(', ')}`, name));
  const values = Object.entries<Rule>(rules).map(([name, [expected, fits, usual]]) => {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || fits(value)) return [name, value ?? usual];
    throw new (typeof value === typeof usual ? RangeError : TypeError)(unlike(`${name} to be ${expected}`, value));
  });
  return Object.fromEntries(values);
}

/** @throws RangeError */
export function transportsOf(names: TransportName | readonly TransportName[]): readonly ClientTransport[] {
  const asked = [names].flat();
  const wrong = asked.length > 0 ? asked.find((name) => !transportNames.includes(name)) : '';
  if (wrong !== undefined) throw new RangeError(unlike(`a transport of ${transportNames.join(', ')}`, wrong));
  return asked.flatMap((name) => transports.filter((one) => one.name === name));
}

/** @throws TypeError */
function folderOf(url: string | URL): URL {
  let wrong: unknown = url;
  try {
    const { protocol, username, password, search, origin, pathname } = new URL(url, globalThis.location?.href);
    wrong = /^https?:$/.test(protocol) ? ((username || password) && 'credentials') || (search && 'a query') : protocol;
    if (!wrong) return new URL(`${pathname}/`.replace(/\/+$/, '/'), origin);
  } catch {}
  throw new TypeError(unlike('an http(s) URL of a folder without credentials and query', wrong));
}

/**
 * What a caller says, checked once, with the defaults filled in.
 * @throws TypeError, RangeError with what was expected and what came
 */
export function checkOptions(url: string | URL, options: StreamOptions<never>): Settings {
  const { transport, retry, random = Math.random, events, ...checked } = check(options, rules);
  const { first, longest } = check(retry ?? {}, retryRules);
  return {
    ...checked,
    base: folderOf(url),
    events: events && checkedEvents(events),
    backoff: createBackoff(first, longest, random),
    fetch: checked.fetch ?? ((...args) => fetch(...args)),
    EventSource: checked.EventSource ?? globalThis.EventSource,
    WebSocket: checked.WebSocket ?? globalThis.WebSocket,
    // What delivers soonest comes first.
    transports: transportsOf(transport ?? [...transportNames].reverse()),
  };
}
