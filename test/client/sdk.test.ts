import { execFile as execFileWithCallback } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startTestLab } from '../support/start-lab.ts';

const execFile = promisify(execFileWithCallback);
const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * Bytes after gzip. It was 4,096 while the library trusted whatever a server, a proxy, a caller or a listener did; checking all of that, saying in words what came instead, and
 * braking what does not converge take 3 KB. Raise it only with a reason that can be told; docs/decisions.md says where to cut.
 */
const limit = 7_300;

test.each(['sdk.js', 'sdk.global.js'])('/%s, with all four transports, stays within its limit compressed', (name) => {
  const code = readFileSync(join(root, 'dist/page', name));
  const size = gzipSync(code, { level: 9 }).byteLength;
  process.stdout.write(`/${name}: ${code.byteLength} bytes, ${size} compressed (at most ${limit})\n`);
  for (const transport of transportNames) expect(code.toString()).toContain(transport);
  expect(size).toBeLessThanOrEqual(limit);
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

test('whoever uses the types gets them: right code passes, and wrong code does not', async () => {
  const folder = temporaryFolder();
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom'],
    types: [],
  };
  const consumer = (name: string, code: string) => {
    writeFileSync(join(folder, name), `import { openStream } from '${join(root, 'dist/page/sdk')}';\n${code}\n`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [name] }));
    return execFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder }).then(
      () => 'fine',
      ({ stdout }: { stdout: string }) => stdout,
    );
  };
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

test('the declarations reach nothing outside their folder', () => {
  const index = join(root, 'dist/page/types/client/stream/index.d.ts');
  for (const [, target] of readFileSync(index, 'utf8').matchAll(/from '([^']+)'/g)) {
    expect(() => readFileSync(join(dirname(index), (target ?? '').replace(/\.ts$/, '.d.ts')))).not.toThrow();
  }
});
