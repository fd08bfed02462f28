import { execFile as execFileWithCallback } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sharedNames } from '../../client/build.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { snippetsOf } from '../support/documents.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startTestLab } from '../support/start-lab.ts';

const execFile = promisify(execFileWithCallback);
const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * Bytes after gzip, rounded up to 50. It was 4,096 while the library trusted servers, proxies, callers and listeners without checks; docs/decisions.md has a table of what each
 * promise takes. Raise it only with a reason that can be given.
 */
const limit = 7_300;

test.each(['sdk.js', 'sdk.global.js'])('/%s, with all four transports, stays within its limit compressed', (name) => {
  const code = readFileSync(join(root, 'dist/page', name));
  const size = gzipSync(code, { level: 9 }).byteLength;
  process.stdout.write(`/${name}: ${code.byteLength} bytes, ${size} compressed (at most ${limit})\n`);
  for (const transport of transportNames) expect(code.toString()).toContain(transport);
  expect(size).toBeLessThanOrEqual(limit);
});

test('a name that the bundle shortens belongs neither to the platform nor to the protocol, and is not public', () => {
  const read = (...names: readonly string[]) => names.map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
  const files = readdirSync(join(root, 'client/stream'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const library = read(...files.map((name) => `client/stream/${name}`));
  const others = read(
    ...['dom', 'es5', 'es2015.iterable'].map((name) => `node_modules/typescript55/lib/lib.${name}.d.ts`),
    ...['server/stream/protocol.ts', 'client/eventtube/index.ts', 'client/eventtube/subscriptions.ts'],
    ...['stream', 'options', 'stream-error', 'typed-target'].map((name) => `dist/page/types/client/stream/${name}.d.ts`),
  );
  /** Whether a text declares this member: as a field, a getter, a method or an entry. */
  const declares = (text: string, name: string) => new RegExp(`^\\s*(?:declare |readonly |get |async )*${name}\\??(?:[(:<,]| =)`, 'm').test(text);
  expect(declares(others, 'addEventListener') && declares(others, 'heartbeat') && declares(others, 'switchTo') && declares(others, 'retryIn')).toBe(
    true,
  );
  expect(sharedNames.filter((name) => declares(others, name))).toEqual([]);
  // Names that the library no longer has.
  expect(sharedNames.filter((name) => !declares(library, name))).toEqual([]);
});

test('the client library is served to pages of any origin, with its types', async () => {
  const lab = await startTestLab();
  for (const [path, type] of [
    ['/sdk.js', /javascript/],
    ['/sdk.global.js', /javascript/],
    ['/sdk.d.ts', /./],
    ['/types/client/stream/index.d.ts', /./],
  ] as const) {
    const response = await fetch(lab.url + path);
    expect(response.status, path).toBe(200);
    expect(response.headers.get('content-type') ?? '', path).toMatch(type);
    expect(response.headers.get('access-control-allow-origin'), path).toBe('*');
    expect(response.headers.get('cross-origin-resource-policy'), path).toBe('cross-origin');
    expect(await response.text()).not.toBe('');
  }
});

const compilerOptions = {
  noEmit: true,
  strict: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom'],
  types: [],
  paths: {
    'transport-lab/client': [join(root, 'dist/page/sdk')],
    'transport-lab/client/transports': [join(root, 'dist/page/types/client/stream/transports/index')],
  },
};

/** @returns the output of the compiler for these files, or `fine` */
function compile(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryFolder();
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  return execFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder }).then(
    () => 'fine',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

test('every TypeScript snippet in docs/client.md compiles', async () => {
  const snippets = snippetsOf('docs/client.md').filter(({ language }) => language === 'ts');
  expect(snippets.length).toBeGreaterThan(3);
  expect(await compile(Object.fromEntries(snippets.map(({ code }, index) => [`snippet-${index}.ts`, `${code}export {};\n`])))).toBe('fine');
});

test('the types of the package accept correct code and refuse wrong code', async () => {
  const consumer = (name: string, code: string) => compile({ [name]: `import { openStream } from 'transport-lab/client';\n${code}\n` });
  const right = await consumer(
    'right.ts',
    `const stream = openStream('/', { transport: ['websocket', 'sse'] });
     stream.addEventListener('notification', ({ detail }) => console.log(detail.id.length, detail.at.toFixed()));
     stream.addEventListener('gap', ({ detail }) => console.log(detail.reason));
     export const missing: number | null = stream.ledger.missing;`,
  );
  expect(right).toBe('fine');
  expect(await consumer('wrong.ts', "openStream('/', { transport: 'carrier-pigeon' });")).toContain('carrier-pigeon');
});

test('the type declarations import nothing outside their folder', () => {
  const index = join(root, 'dist/page/types/client/stream/index.d.ts');
  for (const [, target] of readFileSync(index, 'utf8').matchAll(/from '([^']+)'/g)) {
    expect(() => readFileSync(join(dirname(index), (target ?? '').replace(/\.ts$/, '.d.ts')))).not.toThrow();
  }
});
