/**
 * Builds page and client library into `dist/page`, unless what is there is newer than everything it is made of: `index.html` with its
 * assets, `sdk.js` (an ES module), `sdk.global.js` (for a script tag), `sdk.eventtube.js` (the same as pages for EventTube call it) and `sdk.d.ts` with `types/`.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin } from 'vite';
import { transportStyles } from './transport-styles.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const finished = join(root, 'dist/page');
/** Built beside it and then moved: a lab that is running, and a build that fails, leave the old one whole. */
const out = join(root, 'dist/page.new');

const files = (place: string): string[] =>
  statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [place];

/** Whatever the page is made of. It shows the server's source too, and shares model, statistics and the looks of a transport with the bench. */
export const sources = [
  'client',
  'server',
  'bench/check/watch',
  'bench/dialects/remedies.ts',
  'bench/model',
  'bench/result',
  'bench/statistics',
  'package-lock.json',
  'tsconfig.json',
];

export async function buildClient(): Promise<'built' | 'up to date'> {
  const newest = Math.max(
    ...sources
      .map((name) => join(root, name))
      .flatMap(files)
      .map((file) => statSync(file).mtimeMs),
  );
  if (existsSync(finished) && statSync(finished).mtimeMs > newest) return 'up to date';
  rmSync(out, { recursive: true, force: true });
  // Whoever asks for it, tests too: there is one page, and it is the one that visitors get.
  process.env.NODE_ENV = 'production';
  await build(pageConfig);
  await build(libraryConfig('es', 'sdk.js'));
  await build(libraryConfig('iife', 'sdk.global.js'));
  await build(libraryConfig('iife', 'sdk.eventtube.js', 'client/eventtube/index.ts', 'EventTube'));
  for (const declarations of ['client/stream', 'server/stream/protocol.d.ts']) {
    cpSync(join(root, 'dist', declarations), join(out, 'types', declarations), {
      recursive: true,
      filter: (path) => !/\.(js|map)$/.test(path),
    });
  }
  writeFileSync(join(out, 'sdk.d.ts'), "export * from './types/client/stream/index.js';\n");
  replayAlone();
  rmSync(finished, { recursive: true, force: true });
  renameSync(out, finished);
  return 'built';
}

/** The one door that needs no server is a folder of its own, for hosts that serve files and nothing else. */
function replayAlone(): void {
  mkdirSync(join(out, 'replay'));
  writeFileSync(join(out, 'replay/index.html'), readFileSync(join(out, 'index.html'), 'utf8').replaceAll('="./', '="../'));
}

const quiet: InlineConfig = { configFile: false, logLevel: 'warn' };

/**
 * Vite wraps every `import()` in a loader for style sheets and modules that it needs beforehand, 0.5 kB of the page's JavaScript. There is one style sheet for all, and what
 * comes later imports only what is there already.
 */
const bareImports: Plugin = {
  name: 'bare-imports',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined),
};

/** `import 'virtual:transports.css'` */
const generatedStyles: Plugin = {
  name: 'generated-styles',
  resolveId: (id) => (id === 'virtual:transports.css' ? `\0${id}` : undefined),
  load: (id) => (id === '\0virtual:transports.css' ? transportStyles() : undefined),
};

const pageConfig: InlineConfig = {
  ...quiet,
  // Everything is found from the document or from the file that names it: a proxy may have put the lab below a prefix.
  base: './',
  plugins: [bareImports, generatedStyles],
  root: join(root, 'client/page'),
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    target: 'es2022',
    // What several chunks share is not to be taken for the chunk of the same name.
    rolldownOptions: { output: { chunkFileNames: ({ name, isDynamicEntry }) => `assets/${isDynamicEntry ? '' : 'shared-'}${name}-[hash].js` } },
    // The licences of Preact and its signals ask for their text to go with the code.
    license: { fileName: 'licenses.md' },
  },
};

/**
 * Properties that the files of the client library share, and nobody else: in a bundle each gets a short name, 2 % of it. A name must be neither of the platform, nor of the wire, nor public;
 * `test/client/sdk.test.ts` holds that.
 */
export const sharedNames = [
  ...[
    'asked',
    'awaits',
    'backoff',
    'become',
    'changing',
    'current',
    'expect',
    'filtered',
    'heard',
    'isOver',
    'leave',
    'lost',
    'move',
    'native',
    'odd',
    'outbox',
    'passes',
  ],
  ...['placed', 'prove', 'refilter', 'settings', 'settle', 'skipOver', 'suspect', 'take', 'tell', 'watch'],
];

const libraryConfig = (format: 'es' | 'iife', fileName: string, entry = 'client/stream/index.ts', name = 'TransportLab'): InlineConfig => ({
  ...quiet,
  root,
  publicDir: false,
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    // Bundlers would use the notes on what is pure; who loads this file has none.
    rolldownOptions: {
      output: {
        minify: { compress: true, mangle: true, codegen: true, mangleProps: { include: new RegExp(`^(?:${sharedNames.join('|')})$`) } },
        comments: false,
        generatedCode: { symbols: false },
      },
    },
    lib: { entry: join(root, entry), formats: [format], fileName: () => fileName, name },
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const outcome = await buildClient();
  process.stderr.write(`client: ${outcome} (${((performance.now() - started) / 1_000).toFixed(1)} s)\n`);
}
