import { parseArgs } from 'node:util';
import { limits } from '../../server/stream/protocol.ts';
import { leastPayload } from '../arms/message.ts';
import { parseThreshold, type Threshold, ThresholdError } from '../report/threshold.ts';
import { measureNames } from '../result/measures.ts';
import { type ArmName, armNames } from '../result/result.ts';
import type { Contender, Effort, Settings } from '../run/settings.ts';
import { budgets } from './budgets.ts';

/** Flags that cannot be used; the message says what was expected, what came, and what to do. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Invocation {
  readonly show: 'run' | 'help' | 'list';
  readonly settings: Settings;
  /** File names; `-` is standard output. */
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly compare?: string;
  /** What git calls a commit whose server takes every step too. */
  readonly against?: string;
  readonly thresholds: readonly Threshold[];
  readonly quiet: boolean;
  /** A line for each finished step, even in a terminal. */
  readonly lines: boolean;
  readonly colour: boolean;
}

/** The base conditions where no flag says otherwise; the poll interval in milliseconds, the hold in seconds. */
export const base = { clients: 100, rate: 10, payload: 100, pollInterval: 1_000, hold: 25, seed: 1 };

const flags = {
  target: { type: 'string' },
  transports: { type: 'string' },
  measures: { type: 'string' },
  clients: { type: 'string' },
  rate: { type: 'string' },
  payload: { type: 'string' },
  'poll-interval': { type: 'string' },
  hold: { type: 'string' },
  rtt: { type: 'string' },
  duration: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'string' },
  csv: { type: 'string' },
  markdown: { type: 'string' },
  html: { type: 'string' },
  compare: { type: 'string' },
  against: { type: 'string' },
  threshold: { type: 'string', multiple: true },
  browser: { type: 'boolean' },
  quick: { type: 'boolean' },
  full: { type: 'boolean' },
  ci: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const remedy = 'See npm run bench -- --help.';

function number(flag: string, text: string | undefined, fallback: number, min: number, max: number, whole = false): number {
  if (text === undefined) return fallback;
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`--${flag}: expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}; got ${JSON.stringify(text)}. ${remedy}`);
}

function names<Name extends string>(flag: string, text: string | undefined, all: readonly Name[], fallback: readonly Name[]): readonly Name[] {
  if (text === undefined) return fallback;
  return text.split(',').map((item) => {
    const found = all.find((name) => name === item.trim());
    if (!found) throw new UsageError(`--${flag}: expected some of ${all.join(', ')}; got ${JSON.stringify(item)}. ${remedy}`);
    return found;
  });
}

/** `--json` alone writes to standard output: `parseArgs` wants a value. */
const withValues = (args: readonly string[]): string[] =>
  args.map((arg, index) => (/^--(json|csv|markdown)$/.test(arg) && (args[index + 1] ?? '--').startsWith('--') ? `${arg}=-` : arg));

/** All wanted transports, the floor, and the twin of one: of `websocket` if it is there, else of the last. */
function contendersOf(wanted: readonly ArmName[], remote: boolean): Contender[] {
  const arms = armNames.filter((name) => (name === 'tcp' ? !remote : wanted.includes(name)));
  const copied = arms.includes('websocket') ? 'websocket' : arms.filter((name) => name !== 'tcp').at(-1);
  return arms.flatMap((arm): Contender[] =>
    arm === copied
      ? [
          { arm, twin: false },
          { arm, twin: true },
        ]
      : [{ arm, twin: false }],
  );
}

function targetOf(text: string | undefined): Settings['target'] {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:')
    throw new UsageError(`--target: expected a URL such as http://lab.example:3000; got ${JSON.stringify(text)}. ${remedy}`);
  if (url.search || url.hash || url.username)
    throw new UsageError(
      `--target: expected host, port and perhaps a path, such as http://lab.example/live/; got ${JSON.stringify(text)}. ${remedy}`,
    );
  const prefix = url.pathname.replace(/\/+$/, '');
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), ...(prefix && { prefix }) };
}

const fileFlags = ['json', 'csv', 'markdown', 'html', 'compare'] as const;

/** A flag in the place of a name is a name that was forgotten. */
function fileOf(flag: string, name: string | undefined): [flag: string, name: string][] {
  if (name === undefined) return [];
  if (name === '' || /^-./.test(name)) throw new UsageError(`--${flag}: expected the name of a file; got ${JSON.stringify(name)}. ${remedy}`);
  return [[flag, name]];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: withValues(args), options: flags }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. ${remedy}`);
  }
}

/** Two versions need two servers of ours, and a comparison is with one other result. */
function againstOf({ against, target, compare }: { against?: string; target?: string; compare?: string }): string | undefined {
  if (against === undefined) return undefined;
  if (against === '' || against.startsWith('-'))
    throw new UsageError(`--against: expected a commit of this repository, such as HEAD~1; got ${JSON.stringify(against)}. ${remedy}`);
  const other = target === undefined ? (compare === undefined ? undefined : '--compare') : '--target';
  if (other) throw new UsageError(`--against and ${other}: expected one of them; got both. ${remedy}`);
  return against;
}

function thresholdsOf(texts: readonly string[] = []): Threshold[] {
  try {
    return texts.map(parseThreshold);
  } catch (error) {
    throw error instanceof ThresholdError ? new UsageError(error.message) : error;
  }
}

/**
 * Reads the command line.
 * @param args as in `process.argv.slice(2)` @param colours whether standard output takes them
 * @throws UsageError
 */
export function readInvocation(args: readonly string[], colours: boolean): Invocation {
  const given = parse(args);
  if (given.quick && given.full) throw new UsageError(`--quick and --full: expected one of them; got both. ${remedy}`);
  const effort: Effort = given.quick ? 'quick' : given.full ? 'full' : 'default';
  const budget = budgets[effort];
  const target = targetOf(given.target);
  const clients = number('clients', given.clients, base.clients, 1, 20_000, true);
  const rate = number('rate', given.rate, base.rate, 0.1, 2_000);
  const rounded = (share: number) => Number((share * rate).toPrecision(6));
  const plain = budget.measures.filter((name) => name !== 'browser');
  const wanted = names('measures', given.measures, measureNames, plain);
  const measures = given.browser ? [...new Set([...wanted, 'browser' as const])] : wanted;
  const rtts = given.rtt?.split(',').map((text) => number('rtt', text, 0, 0, 10_000)) ?? budget.rtts;
  const settings: Settings = {
    effort,
    measures,
    contenders: contendersOf(names('transports', given.transports, armNames, armNames), target !== undefined),
    clients,
    rate,
    rates: [...new Set([...budget.rates.map(rounded), rate])].sort((one, other) => one - other),
    counts: budget.counts.map((share) => Math.max(1, Math.round(share * clients))),
    payload: number('payload', given.payload, base.payload, leastPayload, 65_536, true),
    pollInterval: number('poll-interval', given['poll-interval'], base.pollInterval, 10, 600_000),
    hold: number('hold', given.hold, base.hold, limits.holdMin, limits.holdMax),
    rtts,
    duration: number('duration', given.duration, budget.duration, 0.2, 3_600),
    glance: budget.glance,
    waiting: budget.waiting,
    idle: budget.idle,
    rounds: number('runs', given.runs, budget.rounds, 1, 1_000, true),
    seed: number('seed', given.seed, base.seed, 0, 4_000_000_000, true),
    ...(target && { target }),
  };
  const against = againstOf(given);
  const files = Object.fromEntries(fileFlags.flatMap((name) => fileOf(name, given[name])));
  return {
    show: given.help ? 'help' : given.list ? 'list' : 'run',
    settings,
    ...files,
    ...(against && { against }),
    thresholds: thresholdsOf(given.threshold),
    quiet: given.quiet ?? false,
    lines: given.ci ?? false,
    colour: colours && !given['no-color'] && !given.ci,
  };
}
