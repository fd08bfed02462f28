import { basename, isAbsolute } from 'node:path';

const quoted = (argument: string): string => (/^[\w./:=,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`);

/** A file is told by its name: where it lies on somebody's machine is nobody else's business, and repeats nothing. */
const shortened = (argument: string): string =>
  argument.replace(/^(--[\w-]+=)?(.*)$/s, (_, flag = '', value = '') => flag + (isAbsolute(value) ? basename(value) : value));

/** What a field of a request says may be a secret: its name is told, and its value is not. */
function withoutSecrets(args: readonly string[]): string[] {
  const isHeader = (argument = '') => argument === '-H' || argument === '--header';
  return args.map((argument, index) => {
    if (isHeader(args[index - 1])) return argument.replace(/:.*$/s, ': …');
    return argument.replace(/^(--header=|-H=)([^:]*):.*$/s, '$1$2: …');
  });
}

/** The command as it can be pasted into a shell. @param args as in `process.argv.slice(2)` */
export const commandOf = (args: readonly string[]): string =>
  ['npm run bench', ...(args.length > 0 ? ['--', ...withoutSecrets(args).map((argument) => quoted(shortened(argument)))] : [])].join(' ');
