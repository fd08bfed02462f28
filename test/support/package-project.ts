import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { temporaryFolder } from './lab-process.ts';

const ours = join(import.meta.dirname, '../../node_modules');

/**
 * A folder like that of somebody who has installed the packed package and these others, gone when the test is over. What the package itself depends on is there, and nothing else.
 * @param packages names of packages; `express=express4` puts the second in the place of the first
 */
export function projectWith(...packages: readonly string[]): string {
  // A link of the system in front of it would be another path to Node and to TypeScript.
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
