import { isHostName } from '../stream/guard/host-names.ts';
import { normaliseOrigin } from '../stream/guard/origin.ts';
import { windowDefaults } from '../stream/log/memory-log.ts';
import type { Config } from './config.ts';

/** A flag, variable or file that cannot be used: expected, got, and where it came from. */
export class ConfigError extends Error {}

type Parse = (text: string) => unknown;

/** A row of the table below. */
export interface Option {
  readonly flag: string;
  readonly env: string;
  readonly value: string;
  readonly fallback: unknown;
  readonly help: string;
  readonly parse: Parse;
  /** May be given several times; in the environment separated by commas. */
  readonly list?: true;
  /** Without a value: --flag and --no-flag, in the environment 1 and 0. */
  readonly switch?: true;
}

const number =
  (min: number, max: number, whole = false): Parse =>
  (text) => {
    const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    throw new ConfigError(`expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}; got ${JSON.stringify(text)}`);
  };

const onOrOff: Parse = (text) => {
  if (text === '1' || text === '0') return text === '1';
  throw new ConfigError(`expected 1 or 0; got ${JSON.stringify(text)}`);
};

const accepted =
  (fits: (text: string) => boolean, expected: string): Parse =>
  (text) => {
    if (fits(text)) return text;
    throw new ConfigError(`expected ${expected}; got ${JSON.stringify(text)}`);
  };

const matching = (pattern: RegExp, expected: string): Parse => accepted((text) => pattern.test(text), expected);

/** @returns the text as it is; whether a file is there shows when it is opened */
function parseSource(text: string): string {
  if (!text.startsWith('sse:')) return matching(/./, 'a source')(text) as string;
  const url = text.slice('sse:'.length);
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '', password: '' };
  if (/^https?:$/.test(protocol) && username === '' && password === '') return text;
  throw new ConfigError(
    `expected sse: with an http or https URL that names no user, such as sse:http://localhost:3000/stream/sse; got ${JSON.stringify(text)}`,
  );
}

/** One row per option: the flags, the variables, the help and the defaults are all read off this table. */
export const options: Readonly<Record<keyof Config, Option>> = {
  port: { flag: 'port', env: 'PORT', value: 'n', fallback: 3000, parse: number(0, 65_535, true), help: 'port to listen on; 0 takes a free one' },
  host: {
    flag: 'host',
    env: 'HOST',
    value: 'name',
    fallback: 'localhost',
    parse: matching(/^[\w.:-]+$/, 'a name or an address'),
    help: 'address to listen on; localhost is 127.0.0.1 and ::1',
  },
  ticker: {
    flag: 'ticker',
    env: 'TICKER',
    value: 's',
    fallback: 3,
    parse: number(0, 86_400),
    help: 'publish a tick every s seconds; 0 turns it off',
  },
  source: {
    flag: 'source',
    env: 'SOURCE',
    value: 'what',
    fallback: [],
    list: true,
    parse: parseSource,
    help: 'feed the log: - for NDJSON on standard input, a file of it, or sse:URL',
  },
  log: {
    flag: 'log',
    env: 'LOG',
    value: 'kind',
    fallback: 'memory',
    parse: matching(/^memory$/, 'memory'),
    help: 'where notifications are kept: memory',
  },
  window: {
    flag: 'window',
    env: 'WINDOW',
    value: 'n',
    fallback: windowDefaults.maxCount,
    parse: number(1, 10_000_000, true),
    help: 'notifications retained at most',
  },
  windowBytes: {
    flag: 'window-bytes',
    env: 'WINDOW_BYTES',
    value: 'n',
    fallback: windowDefaults.maxBytes,
    parse: number(1, 2 ** 40, true),
    help: 'bytes retained at most',
  },
  heartbeat: {
    flag: 'heartbeat',
    env: 'HEARTBEAT',
    value: 's',
    fallback: 15,
    parse: number(0, 3_600),
    help: 'seconds of silence before a heartbeat; 0 is never',
  },
  stall: {
    flag: 'stall',
    env: 'STALL',
    value: 's',
    fallback: 30,
    parse: number(0.1, 3_600),
    help: 'seconds without progress before a reader is given up',
  },
  headersTimeout: {
    flag: 'headers-timeout',
    env: 'HEADERS_TIMEOUT',
    value: 's',
    fallback: 10,
    parse: number(0.1, 3_600),
    help: 'seconds for a request head to arrive',
  },
  maxConnections: {
    flag: 'max-connections',
    env: 'MAX_CONNECTIONS',
    value: 'n',
    fallback: 0,
    parse: number(0, 1_000_000, true),
    help: 'open connections at most, others get 503; 0 is what the limit of open files allows',
  },
  allowHost: {
    flag: 'allow-host',
    env: 'ALLOW_HOST',
    value: 'name',
    fallback: [],
    list: true,
    parse: accepted(isHostName, 'a name or an address without scheme, port and wildcard, such as lab.test'),
    help: 'a further name that this server goes by',
  },
  allowOrigin: {
    flag: 'allow-origin',
    env: 'ALLOW_ORIGIN',
    value: 'origin',
    fallback: [],
    list: true,
    parse: accepted((text) => normaliseOrigin(text) !== undefined, 'an origin such as https://app.example, without path and wildcard'),
    help: 'a further origin that may publish and open WebSockets; null is files',
  },
  weather: {
    flag: 'weather',
    env: 'WEATHER',
    value: '',
    fallback: true,
    switch: true,
    parse: onOrOff,
    help: 'serve without the relay in front that makes distance and faults',
  },
  rtt: {
    flag: 'rtt',
    env: 'RTT',
    value: 'ms',
    fallback: 100,
    parse: number(0, 10_000),
    help: 'milliseconds to the lab and back, which the weather makes',
  },
  telemetryPort: {
    flag: 'telemetry-port',
    env: 'TELEMETRY_PORT',
    value: 'n',
    fallback: 0,
    parse: number(0, 65_535, true),
    help: 'port for what the page is told around the weather; 0 takes a free one',
  },
  token: {
    flag: 'token',
    env: 'TOKEN',
    value: 'secret',
    fallback: '',
    parse: matching(/^(auto|[\w.~-]{16,128})$/, '16 to 128 letters, digits and - . _ ~, or auto to draw one'),
    help: 'gives whoever opens the page with it the right to break things; auto draws one',
  },
};
