import { type ChildProcess, fork } from 'node:child_process';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface ForkModuleOptions {
  readonly args?: readonly string[];
  /** Of Node itself. */
  readonly flags?: readonly string[];
  /** Default: `inherit`. */
  readonly stdout?: 'ignore' | 'inherit';
}

/**
 * Built code runs as it is. Source needs tsx, which takes a second of a processor; whoever has just built it, as the tests have, names the folder in `TRANSPORT_LAB_BUILT`, and that runs instead.
 * @param place URL of a file in the module's folder
 */
function runnable(module: string, place: string): { readonly path: string; readonly flags: readonly string[] } {
  const kind = extname(place);
  const path = fileURLToPath(new URL(`${module}${kind}`, place));
  const built = process.env.TRANSPORT_LAB_BUILT;
  if (kind !== '.ts') return { path, flags: [] };
  if (built) return { path: join(built, relative(root, path).replace(/\.ts$/, '.js')), flags: [] };
  return { path, flags: ['--import', import.meta.resolve('tsx')] };
}

/**
 * Starts a module as a process of its own, with a channel for messages.
 * @param module the name of its file, without extension
 * @param place URL of a file in the same folder: `import.meta.url`
 */
export function forkModule(module: string, place: string, { args = [], flags = [], stdout = 'inherit' }: ForkModuleOptions = {}): ChildProcess {
  const { path, flags: ours } = runnable(module, place);
  return fork(path, args, { execArgv: [...flags, ...ours], stdio: ['ignore', stdout, 'inherit', 'ipc'] });
}
