import { helpText } from './help.ts';
import type { Program, Table, Values } from './program.ts';
import { type Asked, readCommandLine, type Variables } from './read.ts';
import { UsageError } from './usage-error.ts';

/** What `--help` and `--version` print. */
export const answerText = (program: Program, show: 'help' | 'version'): string =>
  show === 'help' ? helpText(program, process.stdout.columns) : `${program.version?.()}\n`;

/** The command line of this process. Ends it with 0 when help was asked for, and with 2 when the command line cannot be used. */
export function startProgram<Options extends Table, Argument>(
  program: Program<Options, Argument>,
  variables: readonly Variables[] = [],
): { readonly values: Values<Options>; readonly argument: Argument } {
  const asked = readOrEnd(program, variables);
  if (asked.show === 'values') return asked;
  process.stdout.write(answerText(program, asked.show));
  return process.exit(0);
}

function readOrEnd<Options extends Table, Argument>(program: Program<Options, Argument>, variables: readonly Variables[]): Asked<Options, Argument> {
  try {
    return readCommandLine(program, process.argv.slice(2), variables);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}
