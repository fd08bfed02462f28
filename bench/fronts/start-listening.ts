import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../processes/free-port.ts';
import type { Program } from '../processes/program.ts';

/**
 * Starts a program with a port and a folder of its own. `close` ends it and removes the folder.
 * @param patience milliseconds that it may take until it listens; default: as long as any program
 * @returns once it listens, with what `start` has returned
 */
export async function startListening<Started extends { readonly program: Program }>(
  start: (folder: string, port: number) => Started,
  patience?: number,
) {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  const port = await freePort();
  const started = start(folder, port);
  const close = async () => {
    await started.program.end();
    rmSync(folder, { recursive: true, force: true });
  };
  await started.program.listens(port, patience).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { ...started, port, close };
}
