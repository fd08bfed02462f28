import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeFolder } from '../places.ts';

export interface ForkModuleOptions {
  readonly args?: readonly string[];
  /** Of Node itself. */
  readonly flags?: readonly string[];
  /** Default: `inherit`. */
  readonly stdout?: 'ignore' | 'inherit';
}

/**
 * Built code runs as it is. Source needs tsx, which takes a second of a processor; whoever has just built it, as the tests have, names the folder in `TRANSPORT_LAB_BUILT`, and that runs instead.
 * @param module its path from the root of the sources, without extension
 */
function runnable(module: string): { readonly path: string; readonly flags: readonly string[] } {
  const source = join(codeFolder, `${module}.ts`);
  const built = process.env.TRANSPORT_LAB_BUILT;
  if (!existsSync(source)) return { path: join(codeFolder, `${module}.js`), flags: [] };
  if (built) return { path: join(built, `${module}.js`), flags: [] };
  return { path: source, flags: ['--import', import.meta.resolve('tsx')] };
}

/**
 * Starts a module as a process of its own, with a channel for messages.
 * @param module its path from the root of the sources, without extension
 */
export function forkModule(module: string, { args = [], flags = [], stdout = 'inherit' }: ForkModuleOptions = {}): ChildProcess {
  const { path, flags: ours } = runnable(module);
  return fork(path, args, { execArgv: [...flags, ...ours], stdio: ['ignore', stdout, 'inherit', 'ipc'] });
}
