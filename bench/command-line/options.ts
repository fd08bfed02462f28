import type { Values } from '../../server/lab/command-line/program.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import type { Foreign } from '../dialects/foreign.ts';
import type { Threshold } from '../report/threshold.ts';
import { type ArmName, armNames } from '../result/result.ts';
import type { Contender, Effort, Settings } from '../run/settings.ts';
import { budgets, viaDistances } from './budgets.ts';
import { foreignOf } from './foreign-options.ts';
import { measuresOf } from './measures-of.ts';
import { program } from './program.ts';

type BenchValues = Values<typeof program.options>;

/** What a run is to do, and what is to come of it. */
export interface RunRequest {
  readonly show: 'run' | 'list';
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

/** The transports that have a URL. @throws UsageError if none of those asked for has one: nothing would be measured */
function followed(asked: readonly ArmName[], { endpoints }: Foreign): readonly ArmName[] {
  const found = asked.filter((name) => name !== 'tcp' && endpoints[name]);
  if (found.length > 0) return found;
  throw new UsageError(`Expected --transports to name one that has a URL, of ${Object.keys(endpoints).join(', ')}; got ${asked.join(', ')}.`);
}

/** Flags win over what the effort takes. */
function settingsOf(values: BenchValues): Settings {
  const { clients, rate, payload, pollInterval, hold, seed, target } = values;
  const effort: Effort = values.quick ? 'quick' : values.full ? 'full' : 'default';
  const budget = budgets[effort];
  const foreign = foreignOf(values);
  const { via: vias = values.compress ? ['direct'] : [], duration = budget.duration } = values;
  const { rtt = vias.length > 0 ? viaDistances[effort] : budget.rtts } = values;
  const measures = measuresOf(values, budget.measures, foreign !== undefined);
  const transports = foreign ? followed(values.transports, foreign) : values.transports;
  const rounded = (share: number) => Number((share * rate).toPrecision(6));
  return {
    effort,
    measures,
    contenders: contendersOf(transports, target !== undefined),
    clients,
    rate,
    rates: [...new Set([...budget.rates.map(rounded), rate])].sort((one, other) => one - other),
    counts: budget.counts.map((share) => Math.max(1, Math.round(share * clients))),
    payload,
    pollInterval,
    hold,
    rtts: rtt,
    duration,
    glance: budget.glance,
    waiting: budget.waiting,
    idle: foreign ? 0 : budget.idle,
    rounds: values.runs ?? budget.rounds,
    seed,
    vias,
    ...(target && { target }),
    ...(foreign && { foreign }),
    ...(values.most !== undefined && { most: values.most }),
  };
}

/** @param colours whether standard output takes them */
export function runRequest(values: BenchValues, colours: boolean): RunRequest {
  const { json, csv, markdown, html, compare, against } = values;
  const texts = Object.entries({ json, csv, markdown, html, compare, against }).filter(([, value]) => value !== undefined);
  return {
    show: values.list ? 'list' : 'run',
    settings: settingsOf(values),
    ...Object.fromEntries(texts),
    thresholds: values.threshold,
    quiet: values.quiet,
    lines: values.ci,
    colour: colours && values.color && !values.ci,
  };
}

/**
 * Reads a command line that asks for a run.
 * @param args as in `process.argv.slice(2)` @param colours whether standard output takes them
 * @throws UsageError
 */
export function readInvocation(args: readonly string[], colours: boolean): RunRequest {
  const asked = readCommandLine(program, args);
  if (asked.show !== 'values') throw new Error(`Expected flags of a run; got --${asked.show}.`);
  return runRequest(asked.values, colours);
}
