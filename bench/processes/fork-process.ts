import { posix } from 'node:path';
import { forkRemote, type Handlers, type Remote } from '../../server/lab/processes/channel.ts';

/** Flags of Node for a `--cpu-prof` of a process. @param folder for the profiles; absent: none */
export const profileFlags = (folder: string | undefined): readonly string[] =>
  folder === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`];

/**
 * Starts a module of the bench as a process of its own. Its output is not part of any result.
 * @param module the path of its file from this folder, without extension
 * @param name for error messages
 */
export const forkProcess = <Given extends Handlers>(
  module: string,
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Remote<Given> => forkRemote<Given>(posix.join('bench/processes', module), name, { args, flags, stdout: 'ignore' });
