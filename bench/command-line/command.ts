import { basename, isAbsolute } from 'node:path';

const quoted = (argument: string): string => (/^[\w./:=,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`);

/** A file is told by its name: where it lies on somebody's machine is nobody else's business, and repeats nothing. */
const shortened = (argument: string): string =>
  argument.replace(/^(--[\w-]+=)?(.*)$/s, (_, flag = '', value = '') => flag + (isAbsolute(value) ? basename(value) : value));

/** The command as it can be pasted into a shell. @param args as in `process.argv.slice(2)` */
export const commandOf = (args: readonly string[]): string =>
  ['npm run bench', ...(args.length > 0 ? ['--', ...args.map((argument) => quoted(shortened(argument)))] : [])].join(' ');
