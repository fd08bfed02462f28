import { expect, test } from 'vitest';
import { program as page } from '../../bench/acceptance/page/options.ts';
import { costProgram, redisCostProgram, selfCheckProgram, soakProgram, stalledProgram, stormProgram } from '../../bench/acceptance/programs.ts';
import { programFor as checkProgramFor } from '../../bench/check/options.ts';
import { program as bench } from '../../bench/command-line/program.ts';
import { program as peers } from '../../bench/peers/options.ts';
import { readmeTableProgram } from '../../bench/report/readme-program.ts';
import { scaleProgram } from '../../bench/scale/program.ts';
import { choosingProgram } from '../../client/choosing/program.ts';
import { papersProgram } from '../../client/papers/program.ts';
import { helpText } from '../../server/lab/command-line/help.ts';
import { flagName, type Option, type Program, shownFlag } from '../../server/lab/command-line/program.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { program as lab } from '../../server/lab/options.ts';
import {
  browserFactsProgram,
  cursorProgram,
  faultsProgram,
  figuresProgram,
  firstVisitsProgram,
  fuzzProgram,
  lessonsProgram,
  mutationsProgram,
  picturesProgram,
  runsProgram,
} from '../programs.ts';

const programs: readonly Program[] = [
  lab,
  bench,
  checkProgramFor('npm start --'),
  page,
  soakProgram,
  stalledProgram,
  stormProgram,
  costProgram,
  redisCostProgram,
  selfCheckProgram,
  peers,
  readmeTableProgram,
  choosingProgram,
  papersProgram,
  scaleProgram,
  faultsProgram,
  fuzzProgram,
  mutationsProgram,
  firstVisitsProgram,
  picturesProgram,
  runsProgram,
  lessonsProgram,
  figuresProgram,
  cursorProgram,
  browserFactsProgram,
];

interface Row {
  readonly title: string;
  readonly program: Program;
  readonly key: string;
  readonly name: string;
  readonly option: Option<unknown>;
}

const rows: readonly Row[] = programs.flatMap((program) =>
  Object.entries(program.options).map(([key, option]) => ({
    title: `${program.command} --${flagName(key)}`,
    program,
    key,
    name: `--${flagName(key)}`,
    option,
  })),
);
const withValue = rows.filter(({ option }) => option.kind.name !== 'flag');

/** @returns the values of a command line without --help */
function valuesOf(program: Program, ...args: readonly string[]): Readonly<Record<string, unknown>> {
  const asked = readCommandLine(program, args);
  if (asked.show !== 'values') throw new Error(`Expected values; got ${asked.show}.`);
  return asked.values;
}

/** The error message for an invalid command line. */
function refusal(program: Program, ...args: readonly string[]): string {
  try {
    readCommandLine(program, args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`Expected ${args.join(' ')} to be refused.`);
}

test.each(rows)('$title has a description of one clause, which the help contains', ({ program, key, option }) => {
  expect(option.description).toMatch(/^.{4,}[^.\s]$/);
  const help = helpText(program).replace(/\s+/g, ' ');
  expect(help).toContain(` ${shownFlag(key, option)} `);
  expect(help).toContain(option.description);
});

test.each(rows)('$title has a default that its own check accepts', ({ option }) => {
  // An empty list and an empty text cannot be typed: they mean that nothing was given.
  const typed = option.defaultTexts.filter((given) => given !== '');
  if (typed.length > 0) expect(option.read(typed)).toEqual(option.default);
  else expect([undefined, '', []]).toContainEqual(option.default);
});

test.each(withValue)('$title refuses a bad value with its name, the expected and the actual value', ({ program, name, option }) => {
  const remedy = option.remedy ? `${option.remedy} ` : '';
  const expected = (got: string) => `Expected ${name} to be ${option.kind.expected}; got ${got}. ${remedy}See ${program.command} --help.`;
  expect(refusal(program, `${name}=`)).toBe(expected('""'));
  const bad = { number: '?', choice: '?', flag: '?', list: option.kind.placeholder === 'text,…' ? '' : '?', file: '-x', text: '' }[option.kind.name];
  expect(refusal(program, `${name}=${bad}`)).toBe(expected(JSON.stringify(bad)));
});

test.each(withValue)('$title does not accept another flag as its value', ({ program, key, name, option }) => {
  if (option.alone) return expect(valuesOf(program, name)[key]).toBe(option.read([undefined]));
  const message = (got: string) => `Expected ${name} to be ${option.kind.expected}; got ${got}. See ${program.command} --help.`;
  expect(refusal(program, name)).toBe(message('nothing'));
  expect(refusal(program, name, '--any')).toBe(message('the flag "--any"'));
});

test.each(rows.filter(({ option }) => option.kind.name === 'flag'))(
  '$title accepts no value, and inverts its default',
  ({ program, key, option }) => {
    const shown = shownFlag(key, option);
    expect(refusal(program, `${shown}=1`)).toBe(`Expected ${shown} without a value; got "1". See ${program.command} --help.`);
    expect(valuesOf(program)[key]).toBe(option.default);
    expect(valuesOf(program, shown)[key]).toBe(!option.default);
  },
);

test.each(rows.filter(({ option }) => !option.repeats))('$title is refused if it is given twice', ({ program, key, option }) => {
  const given = option.kind.name === 'flag' ? shownFlag(key, option) : `--${flagName(key)}=1`;
  expect(refusal(program, given, given)).toBe(`Expected --${flagName(key)} once; got it 2 times. See ${program.command} --help.`);
});

test.each(rows.filter(({ option }) => option.variable))('$title has the same errors for its variable as for its flag', ({ program, option }) => {
  const variables = [{ place: 'the environment', values: { [option.variable ?? '']: '?' } }];
  if (!option.repeats) expect(() => readCommandLine(program, [], variables)).toThrow(`Expected ${option.variable} in the environment to be `);
  expect(readCommandLine(program, [], [{ place: 'the environment', values: { [option.variable ?? '']: '' } }])).toMatchObject({ show: 'values' });
});

test.each(programs)('$command: --help works despite other mistakes and fits the terminal, and words after -- are not flags', (program) => {
  for (const ask of ['--help', '-h']) expect(readCommandLine(program, ['--nonsense', ask])).toEqual({ show: 'help' });
  for (const width of [40, 72, 110]) {
    const prose = helpText({ ...program, examples: [] }, width).split('\n');
    const tooWide = prose.filter((line) => line.length > width && line.trim().includes(' '));
    expect(tooWide.filter((line) => !line.startsWith('  -'))).toEqual([]);
  }
  expect(refusal(program, '--', '--help', '--nonsense')).toMatch(
    /^Expected (flags only; got "--help"|one argument; got "--nonsense"|the argument to be .*; got "--help")\. /,
  );
  for (const [one, other] of program.exclusive ?? []) expect(Object.keys(program.options)).toEqual(expect.arrayContaining([one, other]));
});

test('both spellings give a value, which may begin with a hyphen only after an equals sign', () => {
  expect(valuesOf(bench, '--rate', '7', '--payload=50')).toMatchObject({ rate: 7, payload: 50 });
  expect(refusal(lab, '--rtt', '-5')).toMatch(/^Expected --rtt to be a number of milliseconds from 0 to 10000; got "-5"\. /);
  expect(valuesOf(lab, '--token=-abcdefghijklmnop').token).toBe('-abcdefghijklmnop');
  expect(valuesOf(lab, '--source', '-', '--source=x').source).toEqual(['-', 'x']);
});

test.each([
  ['--pot', '--port'],
  ['--prot', '--port'],
  ['--wether', '--weather'],
  ['--no-wether', '--no-weather'],
  ['--allow-orign', '--allow-origin'],
  ['--versoin', '--version'],
  ['--hepl', '--help'],
])('the unknown flag %s gets the suggestion %s', (typed, meant) => {
  expect(refusal(lab, typed)).toBe(`Expected a flag of this command; got "${typed}". Did you mean ${meant}? See npm start -- --help.`);
});

test('a text that resembles no flag gets no suggestion, and neither does a word', () => {
  expect(refusal(lab, '--zebra')).toBe('Expected a flag of this command; got "--zebra". See npm start -- --help.');
  expect(refusal(lab, 'port')).toBe('Expected flags only; got "port". See npm start -- --help.');
});

test('an argument is read like a value, and has its default', () => {
  expect(readCommandLine(firstVisitsProgram, [])).toMatchObject({ argument: 12 });
  expect(readCommandLine(firstVisitsProgram, ['3'])).toMatchObject({ argument: 3 });
  expect(refusal(firstVisitsProgram, 'x')).toBe(
    'Expected the argument to be a whole number of visits from 1 to 1000; got "x". See npm run first-visits -- --help.',
  );
  expect(refusal(firstVisitsProgram, '3', '4')).toBe('Expected one argument; got "4". See npm run first-visits -- --help.');
});

test('lists are typed, and an error names the wrong item', () => {
  expect(valuesOf(faultsProgram, '--windows', '1, 7').windows).toEqual([1, 7]);
  expect(refusal(bench, '--measures', 'bytes,speed')).toMatch(/^Expected --measures to be one of .*, or several separated by commas; got "speed"\. /);
  const { values } = readCommandLine(bench, []) as Extract<ReturnType<typeof readBench>, { show: 'values' }>;
  const rate: number = values.rate;
  // @ts-expect-error: without a default it may be undefined.
  const runs: number = values.runs;
  expect([rate, runs]).toEqual([10, undefined]);
});

const readBench = () => readCommandLine(bench, []);
