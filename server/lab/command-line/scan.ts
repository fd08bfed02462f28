import { nearestName } from './nearest-name.ts';
import { flagName, type Option, type Program } from './program.ts';
import { UsageError } from './usage-error.ts';

/** What was typed, option by option; the values are texts still. */
export interface Scanned {
  /** Undefined is a flag without a value. */
  readonly given: ReadonlyMap<string, readonly (string | undefined)[]>;
  /** Arguments without a flag. */
  readonly words: readonly string[];
}

/** A message in the form of them all. @param sentences what was expected, what came, and perhaps what to do */
export const usageError = ({ command }: Pick<Program, 'command'>, sentences: string): UsageError =>
  new UsageError(`${sentences} See ${command} --help.`);

/** `-` alone is a value; so is what looks like a negative number, which its option refuses with its range. */
const looksLikeFlag = (text: string): boolean => /^-[^\d.]/.test(text);

interface Spelling {
  readonly key: string;
  readonly option: Option<unknown>;
  /** The text that this spelling stands for. */
  readonly means?: '1' | '0';
}

function spellingsOf({ options }: Program): ReadonlyMap<string, Spelling> {
  return new Map(
    Object.entries(options).flatMap(([key, option]): [string, Spelling][] => {
      const name = flagName(key);
      const short: [string, Spelling][] = option.short === undefined ? [] : [[`-${option.short}`, { key, option }]];
      if (option.kind.name !== 'flag') return [[`--${name}`, { key, option }], ...short];
      const on: [string, Spelling] = [`--${name}`, { key, option, means: '1' }];
      return option.default === true ? [on, [`--no-${name}`, { key, option, means: '0' }]] : [on];
    }),
  );
}

/** Splits a command line by its table, without a look at the values. @throws UsageError */
export function scan(program: Program, args: readonly string[]): Scanned {
  const spellings = spellingsOf(program);
  const given = new Map<string, (string | undefined)[]>();
  const words: string[] = [];
  const rest = [...args];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '--') words.push(...rest.splice(0));
    else if (!looksLikeFlag(next)) words.push(next);
    else {
      const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(next) ?? [];
      const spelling = spellings.get(name);
      if (!spelling) throw unknownFlag(program, name, [...spellings.keys()]);
      const texts = given.get(spelling.key) ?? [];
      given.set(spelling.key, [...texts, takeValue(program, name, spelling, value, rest)]);
    }
  }
  return { given, words };
}

function unknownFlag(program: Program, name: string, known: readonly string[]): UsageError {
  const meant = nearestName(name, [...known, '--help', ...(program.version ? ['--version'] : [])]);
  return usageError(program, `Expected a flag of this command; got ${JSON.stringify(name)}.${meant ? ` Did you mean ${meant}?` : ''}`);
}

/** The value behind the equals sign, or else the next argument, which is taken from `rest`. */
function takeValue(program: Program, name: string, { option, means }: Spelling, value: string | undefined, rest: string[]): string | undefined {
  if (means !== undefined) {
    if (value === undefined) return means;
    throw usageError(program, `Expected ${name} without a value; got ${JSON.stringify(value)}.`);
  }
  if (value !== undefined) return value;
  const [next] = rest;
  if (next !== undefined && !looksLikeFlag(next)) return rest.shift();
  if (option.alone) return undefined;
  const got = next === undefined ? 'nothing' : `the flag ${JSON.stringify(next)}`;
  throw usageError(program, `Expected ${name} to be ${option.kind.expected}; got ${got}.`);
}
