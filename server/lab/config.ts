import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Values } from './command-line/program.ts';
import { readCommandLine } from './command-line/read.ts';
import { UsageError } from './command-line/usage-error.ts';
import { type options, program } from './options.ts';
import { codeOf, messageOf } from './processes/failure.ts';

type LabValues = Values<typeof options>;

/** Everything that can be told to the lab, as `--print-config` prints it. What each value means stands in its row of `options.ts`. */
export type Config = Omit<LabValues, 'printConfig'>;

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
 * @throws UsageError
 */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, file = '.env'): Invocation {
  const variables = [
    { place: 'the environment', values: environment },
    { place: file, values: readEnvFile(file) },
  ];
  const asked = readCommandLine(program, args, variables);
  if (asked.show !== 'values') return asked;
  const { printConfig, ...config } = asked.values;
  return { show: printConfig ? 'config' : 'lab', config };
}

function readEnvFile(path: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}.`);
  }
}
