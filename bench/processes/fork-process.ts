import { posix } from 'node:path';
import { forkRemote, type Handlers, type Remote } from '../../server/lab/processes/channel.ts';

/**
 * Starts a module of the bench as a process of its own. What it prints is nobody's result.
 * @param module the path of its file from this folder, without extension
 * @param name what it is called when it fails
 */
export const forkProcess = <Given extends Handlers>(
  module: string,
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Remote<Given> => forkRemote<Given>(posix.join('bench/processes', module), name, { args, flags, stdout: 'ignore' });
