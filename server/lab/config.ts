import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { ConfigError, type Option, options } from './option-table.ts';
import { command } from './places.ts';

export { ConfigError };

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
