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

/** Runs once before the tests of the package: packs it as for publishing. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-package-'));
  const told = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  project.provide('tarball', join(folder, told.trim().split('\n').at(-1) ?? ''));
  return () => rmSync(folder, { recursive: true, force: true });
}
