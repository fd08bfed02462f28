/** The command of the package as one bundle, with all that it starts; only `ws` and the client of Redis are left outside. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The command, and what it starts as processes of their own, by the paths of their sources. */
const entries = {
  main: 'server/lab/main',
  ...Object.fromEntries(
    ['server/lab/apparatus/weather/process-main', 'bench/processes/results-main', 'bench/processes/bots-main'].map((path) => [path, path]),
  ),
};

/** @param folder where it is put; what was there goes, once the new one is whole */
export async function bundleCommand(folder: string): Promise<void> {
  // Built beside it and then moved: a build that fails leaves the old one whole.
  const out = `${folder}.new`;
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
  rmSync(folder, { recursive: true, force: true });
  renameSync(out, folder);
}
