import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { temporaryFolder } from './lab-process.ts';

const ours = join(import.meta.dirname, '../../node_modules');

/**
 * The folder of a user who has installed the packed package and these others, deleted with the test. It has the package's own dependencies and
 * nothing else.
 * @param packages names of packages; `express=express4` installs the second under the name of the first
 */
export function projectWith(...packages: readonly string[]): string {
  // A symbolic link in this path would give Node and TypeScript two paths to the same folder.
  const folder = realpathSync(temporaryFolder());
  const modules = join(folder, 'node_modules');
  const place = join(modules, 'transport-lab');
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xzf', inject('tarball'), '-C', place, '--strip-components=1']);
  for (const [name = '', source = name] of ['ws', ...packages].map((text) => text.split('='))) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ours, source), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}
