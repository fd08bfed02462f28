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

/** What an option has to be, whether it is, and whether it is a number that may be out of range. */
type Rule = readonly [expected: string, fits: (value: unknown) => boolean, ranged?: boolean];
type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/** Milliseconds: 23 days. Timers take 2^31 - 1 and run at once beyond; so much less that sums still fit. */
const longest = 2_000_000_000;

const number = (least: number, most: number): Rule => [
  `a number from ${least} to ${most}`,
  (value) => typeof value === 'number' && value >= least && value <= most,
  true,
];
const time = number(1, longest);
const called: Rule = ['a function', (value) => typeof value === 'function'];
/** Looked at elsewhere. */
const other: Rule = ['', () => true];

const rules: Rules<StreamOptions<never>> = {
  interval: time,
  hold: number(holdMin, holdMax),
  patience: time,
  deadline: time,
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
const retryRules: Rules<NonNullable<StreamOptions['retry']>> = { first: time, longest: time };

/** @returns those that are given @throws TypeError, RangeError */
function check<Options extends object>(options: Options, rules: Rules<Options>): Options {
  const given = Object.entries(options).filter(([name, value]) => {
    const [expected, fits, ranged]: Partial<Rule> = Object.hasOwn(rules, name) ? Reflect.get(rules, name) : [];
    if (!fits) throw new TypeError(unlike(`an option of ${Object.keys(rules).join(', ')}`, name));
    if (value === undefined || fits(value)) return value !== undefined;
    throw new (ranged && typeof value === 'number' ? RangeError : TypeError)(unlike(`${name} to be ${expected}`, value));
  });
  return Object.fromEntries(given) as Options;
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
  const { EventSource, WebSocket } = globalThis;
  // Of the transports, what delivers soonest comes first.
  const { transport = [...transportNames].reverse(), retry, random = Math.random, events, ...given } = check(options, rules);
  const { first = 500, longest = 30_000 } = check(retry ?? {}, retryRules);
  return {
    interval: 2_000,
    hold: holdDefault,
    patience: 5_000,
    deadline: 10_000,
    fetch: (...args) => fetch(...args),
    EventSource,
    WebSocket,
    ...given,
    base: folderOf(url),
    events: events && checkedEvents(events),
    backoff: createBackoff(first, longest, random),
    transports: transportsOf(transport),
  };
}
