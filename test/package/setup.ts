import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the archive that `npm pack` has made. */
    tarball: string;
  }
}

const root = join(import.meta.dirname, '../..');

/**
 * Runs once before the tests of the package: packs it as for publishing. The script `prepack` would first build everything again, which the setup of all tests has just
 * done: two seconds in which no test runs. `contents.test.ts` expects the same two steps in `prepack`.
 */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-package-'));
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  run(process.execPath, '--import', 'tsx', 'package/build.ts');
  const told = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  project.provide('tarball', join(folder, told.trim().split('\n').at(-1) ?? ''));
  return () => rmSync(folder, { recursive: true, force: true });
}
