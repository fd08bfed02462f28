import { type Exit, type ProcessOptions, ServerProcess } from '../support/lab-process.ts';

/** Runs the server until it exits. */
export async function run(args: readonly string[], options?: ProcessOptions): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const server = new ServerProcess(args, options);
  const exit = await server.ends();
  return { ...exit, stdout: server.stdout, stderr: server.stderr };
}
