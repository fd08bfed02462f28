import { flagName, type Option, type Program, type Table, type Values } from './program.ts';
import { scan, usageError } from './scan.ts';
import { RefusedValue } from './usage-error.ts';

/** Environment variables, and what a message calls the place where they are. */
export interface Variables {
  readonly place: string;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** What a command line asks for. */
export type Asked<Options extends Table, Argument> =
  | { readonly show: 'help' }
  | { readonly show: 'version' }
  | { readonly show: 'values'; readonly values: Values<Options>; readonly argument: Argument };

/**
 * Reads a command line by its table. Flags win over variables, and those over the defaults; `--help` wins over every mistake.
 * @param args as in `process.argv.slice(2)`
 * @param variables places of environment variables, the strongest first. An empty variable is one that is not set
 * @throws UsageError
 */
export function readCommandLine<Options extends Table, Argument>(
  program: Program<Options, Argument>,
  args: readonly string[],
  variables: readonly Variables[] = [],
): Asked<Options, Argument> {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  if (flags.includes('--help') || flags.includes('-h')) return { show: 'help' };
  if (program.version && flags.includes('--version')) return { show: 'version' };
  const { given, words } = scan(program, args);
  for (const [one, other] of program.exclusive ?? []) {
    if (given.has(one) && given.has(other)) throw usageError(program, `Expected --${flagName(one)} or --${flagName(other)}; got both.`);
  }
  const values = Object.entries(program.options).map(([key, option]) => [key, readOption(program, key, option, given.get(key), variables)]);
  return { show: 'values', values: Object.fromEntries(values) as Values<Options>, argument: argumentOf(program, words) };
}

type Texts = readonly (string | undefined)[];

function readOption(program: Program, key: string, option: Option<unknown>, given: Texts | undefined, variables: readonly Variables[]): unknown {
  const name = `--${flagName(key)}`;
  if (given) {
    if (given.length > 1 && !option.repeats) throw usageError(program, `Expected ${name} once; got it ${given.length} times.`);
    return read(program, option, given, name);
  }
  const { variable } = option;
  const found = variable === undefined ? undefined : variables.find(({ values }) => values[variable]);
  const text = variable && found?.values[variable];
  if (!found || !text) return option.default;
  return read(program, option, option.repeats ? text.split(',').map((part) => part.trim()) : [text], `${variable} in ${found.place}`);
}

function argumentOf<Argument>(program: Program<Table, Argument>, words: readonly string[]): Argument {
  const { argument } = program;
  const [first, second] = words;
  if (argument?.repeats) return words.length === 0 ? argument.default : read(program, argument, words, 'the argument');
  const extra = argument ? second : first;
  if (extra !== undefined) throw usageError(program, `Expected ${argument ? 'one argument' : 'flags only'}; got ${JSON.stringify(extra)}.`);
  if (!argument) return undefined as Argument;
  return first === undefined ? argument.default : read(program, argument, [first], 'the argument');
}

function read<Value>(program: Pick<Program, 'command'>, option: Option<Value>, texts: Texts, place: string): Value {
  try {
    return option.read(texts);
  } catch (error) {
    if (!(error instanceof RefusedValue)) throw error;
    const remedy = option.remedy ? ` ${option.remedy}` : '';
    throw usageError(program, `Expected ${place} to be ${error.expected}; got ${JSON.stringify(error.got)}.${remedy}`);
  }
}
