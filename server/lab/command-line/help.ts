import { type Option, type Program, shownFlag } from './program.ts';

/** Characters of a line where standard output is no terminal. */
const ordinaryWidth = 100;

/** Breaks a text between words. A word that is longer than the line stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A term and what it means, side by side; one below the other where the term or the terminal leaves no room. */
function row(term: string, meaning: string, column: number, width: number): string[] {
  const [indent, lines] = [' '.repeat(column), wrap(meaning, width - column)];
  if (meaning === '') return [`  ${term}`];
  if (term.length + 4 > column) return [`  ${term}`, ...lines.map((line) => indent + line)];
  return lines.map((line, index) => (index === 0 ? `  ${term}`.padEnd(column) : indent) + line);
}

/** Columns of the meanings: behind the widest term, in the left half at most. */
const columnOf = (terms: readonly string[], width: number): number =>
  Math.min(4 + Math.max(...terms.map((term) => term.length)), width < 60 ? 6 : Math.max(30, Math.floor(width / 2)));

function termOf(key: string, option: Option<unknown>): string {
  const { kind, alone } = option;
  if (kind.name === 'flag') return shownFlag(key, option);
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}${shownFlag(key, option)} ${alone ? '[' : '<'}${kind.placeholder}${alone ? ']' : '>'}`;
}

function meaningOf(option: Option<unknown>): string {
  const { description, otherwise, defaultTexts, repeats, variable, kind } = option;
  const turned = kind.name === 'flag' ? `=${kind.write(!option.default)}` : '';
  const standard = otherwise ?? (kind.name === 'flag' || defaultTexts.length === 0 ? undefined : defaultTexts.join(','));
  const facts = [standard && `default ${standard}`, repeats && 'may be repeated', variable && `environment ${variable}${turned}`].filter(Boolean);
  return facts.length > 0 ? `${description} (${facts.join('; ')})` : description;
}

/** `--help`: summary, examples, options and notes. @param width of the terminal, in characters */
export function helpText(program: Program, width = ordinaryWidth): string {
  const room = Math.max(40, Math.min(width, 110));
  const { summary, examples = [], options, argument, version, notes = [] } = program;
  const rows = [
    ...(argument
      ? [{ term: `<${argument.kind.placeholder}>${argument.repeats ? ' …' : ''}`, meaning: meaningOf(argument), heading: 'Argument' }]
      : []),
    ...Object.entries(options).map(([key, option]) => ({ term: termOf(key, option), meaning: meaningOf(option), heading: option.heading })),
    ...(version ? [{ term: '--version', meaning: 'print the version and end', heading: undefined }] : []),
    { term: '--help, -h', meaning: 'print this and end', heading: undefined },
  ];
  const places = {
    examples: columnOf(
      examples.map(([line]) => line),
      room,
    ),
    options: columnOf(
      rows.map(({ term }) => term),
      room,
    ),
  };
  const headed = (index: number, heading: string | undefined) => heading ?? (index === (argument ? 1 : 0) ? 'Options' : undefined);
  const blocks = [
    wrap(summary, room),
    ...(examples.length > 0 ? [['', 'Examples', ...examples.flatMap(([line, what]) => row(line, what, places.examples, room))]] : []),
    ...rows.map(({ term, meaning, heading }, index) => {
      const title = headed(index, heading);
      return [...(title ? ['', title] : []), ...row(term, meaning, places.options, room)];
    }),
    ...notes.map((note) => ['', ...note.split('\n').flatMap((line) => wrap(line, room))]),
  ];
  return `${blocks.flat().join('\n')}\n`;
}
