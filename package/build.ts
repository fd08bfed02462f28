/**
 * Turns the result of `npm run build` into what the package ships: the library's files that its exports lead to, and the command in `dist/lab`. The bundle of the command contains what it
 * imports, Express too. So installing the library brings `ws` and nothing else, and `npx transport-lab` starts on an empty machine.
 */
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const finished = join(root, 'dist/lab');
/** Built beside it and then moved: a build that fails leaves the old one whole. */
const out = `${finished}.new`;

/** The command, and what it starts as processes of their own, by the paths of their sources. */
const entries = {
  main: 'server/lab/main',
  ...Object.fromEntries(
    ['server/lab/apparatus/weather/process-main', 'bench/processes/results-main', 'bench/processes/bots-main'].map((path) => [path, path]),
  ),
};

async function bundleCommand(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    // The client of Redis is half as large as all the rest: whoever keeps the log there installs it.
    ssr: { noExternal: true, external: ['ws', 'redis'] },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      // Errors keep their names from one process to the other, and a stack trace can be read.
      minify: false,
      // The licences ask for their text to go with the code.
      license: { fileName: 'licenses.md' },
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, `${path}.ts`)])),
        // Comments of Express and others were a seventh of it; their licences are in a file of their own.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js', comments: false },
      },
    },
  });
  rmSync(finished, { recursive: true, force: true });
  renameSync(out, finished);
}

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
await bundleCommand();
