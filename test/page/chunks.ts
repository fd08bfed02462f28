/** The JavaScript of the built page, and which file imports which. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../dist/page');
const folder = join(dist, 'assets');

export const scripts: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.js'));

export const textOf = (script: string): string => readFileSync(join(folder, script), 'utf8');

/** The script that the document loads. */
const entry: string = /src="\.\/assets\/([^"]+\.js)"/.exec(readFileSync(join(dist, 'index.html'), 'utf8'))?.[1] ?? '';

/** The chunk of a module. @param module its name without an extension */
export function chunkOf(module: string): string {
  const found = scripts.filter((name) => name.startsWith(`${module}-`) && !name.slice(module.length + 1).includes('-door'));
  if (found.length !== 1) throw new Error(`Expected one chunk of ${module}; got ${found.join(', ') || 'none'} among ${scripts.join(', ')}.`);
  return found[0] ?? '';
}

/** These scripts, and all that they import statically. */
export function withImports(wanted: readonly string[]): Set<string> {
  const all = new Set<string>();
  const queue = [...wanted];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    for (const [, imported = ''] of textOf(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) queue.push(imported);
  }
  return all;
}

/** The scripts that `/` loads at once: the entry, the lab's own door, and the first panel of its dock. */
export const firstVisit = (): Set<string> => withImports([entry, chunkOf('lab-door'), chunkOf('inspector')]);

/** Bytes on the wire at gzip's best level. */
export const gzipped = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
