/** The command of the package as one bundle, with all that it starts; only `ws` and the client of Redis are left outside. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the command starts as processes of their own, by the paths of their sources without extension. */
const started = ['server/lab/apparatus/weather/process-main', 'bench/processes/results-main', 'bench/processes/bots-main'];

/**
 * @param folder where it is put; what was there goes, once the new one is whole
 * @param more further programs, by the paths of their sources without extension
 * @param outside packages of these programs that are not bundled
 */
export async function bundleCommand(folder: string, more: readonly string[] = [], outside: readonly string[] = []): Promise<void> {
  // Built beside it and then moved: a build that fails leaves the old one whole.
  const out = `${folder}.new`;
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    // The client of Redis is half as large as all the rest: whoever keeps the log there installs it.
    ssr: { noExternal: true, external: ['ws', 'redis', ...outside] },
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
        input: Object.fromEntries(
          [['main', 'server/lab/main'], ...[...started, ...more].map((path) => [path, path])].map(([name, path]) => [name, join(root, `${path}.ts`)]),
        ),
        // Comments of Express and others were a seventh of it; their licences are in a file of their own.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js', comments: false },
      },
    },
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(out, folder);
}
