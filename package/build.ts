/**
 * Turns the result of `npm run build` into what the package ships: the library's files that its exports lead to, and the command in `dist/lab`. The bundle of the command contains what it
 * imports, Express too. So installing the library brings `ws` and nothing else, and `npx transport-lab` starts on an empty machine.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A file and all that it imports, each once. */
function closure(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?["'](\.[^"']+)\.[jt]s["']/g)) {
    closure(join(dirname(file), `${path}${file.endsWith('.d.ts') ? '.d.ts' : '.js'}`), found);
  }
  return found;
}

/** Removes what nothing leads to: output of deleted files, modules of types alone, and types that are not exported. */
function sweepLibrary(): void {
  const folders = ['dist/server/stream', 'dist/client/stream'].map((folder) => join(root, folder));
  const entrances = [...folders, join(root, 'dist/server/stream/log/redis')];
  const needed = new Set(entrances.flatMap((folder) => ['index.js', 'index.d.ts'].flatMap((name) => [...closure(join(folder, name))])));
  for (const entry of folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !needed.has(path)) rmSync(path);
  }
  // Without this, the next incremental build would not write the removed files again.
  rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
}

sweepLibrary();
await bundleCommand(join(root, 'dist/lab'));
