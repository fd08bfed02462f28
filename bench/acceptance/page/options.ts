import { parseArgs } from 'node:util';
import { UsageError } from '../../command-line/options.ts';

/** What can be checked, in the order in which it is. */
const checkNames = ['first', 'model', 'tie', 'flood'] as const;
export type CheckName = (typeof checkNames)[number];

export interface PageOptions {
  readonly checks: readonly CheckName[];
  /** Where the findings go as JSON; `-` is standard output, instead of the table. */
  readonly json?: string;
}

export const helpText = `npm run bench:page -- [flags]

Starts the lab as npm start does, opens its page in a real Chromium, and holds what the page shows against what it promises. About three minutes.

  --only NAME      first, model, tie or flood; may be repeated
                   first  five first visits: how soon all four lanes have deliveries
                   model  RTT 300 ms, 20/s: the cards' means beside the model's
                   tie    RTT 0: who only differs by noise is called a tie
                   flood  1,000/s for a minute: frames, ledgers, memory
  --json [file|-]  the findings as JSON
  --help, -h       this

Exit codes: 0 every bar was held, 1 one was not or nothing could be measured, 2 usage, 130 interrupted.
`;

const remedy = 'See npm run bench:page -- --help.';

const flags = {
  only: { type: 'string', multiple: true },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse(args: readonly string[]) {
  // `--json` alone writes to standard output: `parseArgs` wants a value.
  const given = args.map((arg, index) => (arg === '--json' && (args[index + 1] ?? '--').startsWith('--') ? '--json=-' : arg));
  try {
    return parseArgs({ args: given, options: flags }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. ${remedy}`);
  }
}

function fileName(text: string): string {
  if (text === '' || /^-./.test(text))
    throw new UsageError(`--json: expected the name of a file, or - for standard output; got ${JSON.stringify(text)}. ${remedy}`);
  return text;
}

/** @param args as in `process.argv.slice(2)` @throws UsageError */
export function readPageOptions(args: readonly string[]): PageOptions | 'help' {
  const { only, json, help } = parse(args);
  if (help) return 'help';
  const wanted = only?.map((text) => {
    const found = checkNames.find((name) => name === text);
    if (!found) throw new UsageError(`--only: expected one of ${checkNames.join(', ')}; got ${JSON.stringify(text)}. ${remedy}`);
    return found;
  });
  return { checks: checkNames.filter((name) => !wanted || wanted.includes(name)), ...(json !== undefined && { json: fileName(json) }) };
}
