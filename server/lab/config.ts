import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { isHostName } from '../stream/guard/host-names.ts';
import { normaliseOrigin } from '../stream/guard/origin.ts';
import { windowDefaults } from '../stream/log/memory-log.ts';
import { command, envFile } from './places.ts';

/** Everything that can be told to the lab, as `--print-config` prints it. */
export interface Config {
  /** 0 takes a free one. */
  readonly port: number;
  /** Name or address to listen on; `localhost` is 127.0.0.1 and ::1. */
  readonly host: string;
  /** Seconds between two notifications of the ticker; 0 is off. */
  readonly ticker: number;
  /** What else feeds the log: `-`, a file, or `sse:URL`. */
  readonly source: readonly string[];
  /** Where notifications are kept. */
  readonly log: 'memory';
  /** Notifications retained at most. */
  readonly window: number;
  /** Bytes retained at most. */
  readonly windowBytes: number;
  /** Seconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Seconds without progress before a reader is given up, and for a WebSocket message to be finished. */
  readonly stall: number;
  /** Seconds for a request head to arrive. */
  readonly headersTimeout: number;
  /** Open connections at most; 0 is as many as the limit of open files leaves room for. */
  readonly maxConnections: number;
  /** Further names that the server goes by, without port. */
  readonly allowHost: readonly string[];
  /** Further origins that may publish and open WebSockets. */
  readonly allowOrigin: readonly string[];
  /** A relay stands in front of the lab, in a process of its own, and makes distance and faults. */
  readonly weather: boolean;
  /** Milliseconds to the lab and back, through the weather. */
  readonly rtt: number;
  /** Where telemetry listens, around the weather; 0 takes a free one. */
  readonly telemetryPort: number;
  /** What gives the right to control; `auto` draws one at the start, '' is none. */
  readonly token: string;
}

/** What the command line asks for. */
export type Invocation =
  | { readonly show: 'help' }
  | { readonly show: 'version' }
  | { readonly show: 'config'; readonly config: Config }
  | { readonly show: 'lab'; readonly config: Config };

/** A flag, variable or file that cannot be used: expected, got, and where it came from. */
export class ConfigError extends Error {}

type Parse = (text: string) => unknown;

interface Option {
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
const options: Readonly<Record<keyof Config, Option>> = {
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

/**
 * Flags win over the environment, the environment over `.env`, and that over the defaults.
 * @param args as in `process.argv.slice(2)`
 * @param file path of the `.env`; it need not exist
 * @throws ConfigError
 */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, file = '.env'): Invocation {
  const flags = parseFlags(args);
  if (flags.help) return { show: 'help' };
  if (flags.version) return { show: 'version' };
  const fromFile = readEnvFile(file);
  const entries = Object.entries(options).map(([name, option]) => {
    const flag = flagOf(flags, option);
    // An empty variable is one that is not set; an empty flag is a mistake.
    const text = flag ?? (environment[option.env] || fromFile[option.env] || undefined);
    if (text === undefined) return [name, option.fallback];
    const place = flag === undefined ? `${option.env} in ${environment[option.env] ? 'the environment' : file}` : `--${option.flag}`;
    return [name, parseOption(option, text, place)];
  });
  return { show: flags['print-config'] ? 'config' : 'lab', config: Object.fromEntries(entries) as Config };
}

function readEnvFile(path: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}

type Flags = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** The text of a flag, as the environment would say it. */
function flagOf(flags: Flags, option: Option): string | string[] | undefined {
  if (!option.switch) return flags[option.flag] as string | string[] | undefined;
  if (flags[`no-${option.flag}`]) return '0';
  return flags[option.flag] ? '1' : undefined;
}

type FlagKind = { readonly type: 'string'; readonly multiple: boolean } | { readonly type: 'boolean' };

function parseFlags(args: readonly string[]): Flags {
  const known = Object.values(options).flatMap((option): [name: string, kind: FlagKind][] => {
    const { flag, list } = option;
    if (!option.switch) return [[flag, { type: 'string', multiple: list ?? false }]];
    return [flag, `no-${flag}`].map((name) => [name, { type: 'boolean' }]);
  });
  const show = {
    help: { type: 'boolean' as const, short: 'h' },
    version: { type: 'boolean' as const },
    'print-config': { type: 'boolean' as const },
  };
  try {
    return parseArgs({ args: [...args], options: { ...Object.fromEntries(known), ...show } }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split(/\.\s/)[0]}. See ${command} --help.`);
  }
}

function parseOption({ list, parse }: Option, text: string | string[], place: string): unknown {
  try {
    if (!list) return parse(text as string);
    return (Array.isArray(text) ? text : text.split(',')).map((item) => parse(item.trim()));
  } catch (error) {
    throw new ConfigError(`${place}: ${(error as Error).message}. See ${command} --help.`);
  }
}

const examples: readonly (readonly [line: string, what: string])[] = [
  [command.replace(/ --$/, ''), 'the lab on http://localhost:3000'],
  [`${command} --port 8080 --ticker 0`, 'another port, and only what you publish'],
  [`${command} --no-weather`, 'without the 100 ms and the faults in front'],
  [`tail -f app.log | ${command} --source -`, 'every new line of a log file'],
  [`${command} --source events.ndjson`, 'a recorded file'],
  [`${command} --source sse:http://localhost:3000/stream/sse --port 3001`, ''],
  ['', "another lab's stream, or any public SSE feed"],
];

/** `--help`, examples first. */
export function helpText(): string {
  const rows = Object.values(options).map((option) => {
    const { flag, value, env, fallback, help, list } = option;
    const left = (option.switch ? `--no-${flag}` : `--${flag} <${value}>`).padEnd(25);
    const standard = list ? 'may be repeated' : option.switch ? 'default on, 1' : `default ${fallback === '' ? 'none' : fallback}`;
    return `  ${left} ${help}\n${' '.repeat(28)}(${standard}; environment ${env})`;
  });
  return `Transport Lab: one notification stream over polling, long-polling, SSE and WebSocket.

Examples
${examples.map(([line, what]) => `  ${line.padEnd(53)}${what}`).join('\n')}

Options
${rows.join('\n')}
  --print-config            print what would be used, as JSON, and end
  --version                 print the version and end
  --help, -h                print this and end

Flags win over the environment, the environment over ${envFile && `${envFile}, and ${envFile} over `}the defaults.
`;
}
