import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectWith } from '../support/package-project.ts';

interface Manifest {
  readonly private?: boolean;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<'types' | 'default', string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

function unpack() {
  const folder = join(projectWith(), 'node_modules/transport-lab');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return { folder, files, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
}

/** All files that a file needs: those that it imports, and those that it starts as processes. */
function closure(folder: string, file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const code = readFileSync(join(folder, file), 'utf8');
  // Declarations import files with the extension of the source.
  const [kind, imports] = file.endsWith('.d.ts')
    ? ['.d.ts', /(?:from|import)\s*\(?["'](\.[^"']+)\.ts["']/g]
    : ['.js', /(?:from|import)\s*\(?["'](\.[^"']+)\.js["']/g];
  for (const [, path = ''] of code.matchAll(imports)) closure(folder, join(dirname(file), path + kind), found);
  for (const [, path = ''] of code.matchAll(/forkRemote\(["']([^"']+)["']/g)) closure(folder, join('dist/lab', `${path}.js`), found);
  return found;
}

describe('The package', () => {
  test('contains exactly the files of library and command that its exports and its bin need', () => {
    const { folder, files, manifest } = unpack();
    const entries = [...Object.values(manifest.bin), ...Object.values(manifest.exports).flatMap((entry) => Object.values(entry))];
    const needed = new Set(
      entries.filter((path) => typeof path === 'string' && /\.(?:js|ts)$/.test(path)).flatMap((path) => [...closure(folder, join(path))]),
    );
    const ofLibraryAndCommand = files.filter((path) => /^dist\/(?!page\/)/.test(path) && path !== 'dist/lab/licenses.md');
    expect(new Set(ofLibraryAndCommand)).toEqual(new Set([...needed].filter((path) => path !== 'dist/page/sdk.js')));
    expect([...needed].filter((path) => path.startsWith('dist/lab/bench/')).sort()).toEqual([
      'dist/lab/bench/processes/bots-main.js',
      'dist/lab/bench/processes/results-main.js',
    ]);
  });

  test('contains in addition the page, documents and licences, and no sources, maps, tests or pictures', () => {
    const { folder, files } = unpack();
    const others = files.filter((path) => !/^dist\/(?:server|client|lab|page)\//.test(path));
    expect(others.filter((path) => !/^docs\/[\w/-]+\.md$|^docs\/recipes\/(?:[\w-]+\.[jt]s|pages\/[\w-]+\.html)$/.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    // Exception: the page shows the source code of the transports.
    const unwanted = files.filter((path) => /\.map$|(?<!\.d)\.tsx?$|test/.test(path) && !/^dist\/page\/assets\/|^docs\/recipes\//.test(path));
    expect(unwanted).toEqual([]);
    for (const path of files.filter((name) => /\.(?:js|ts)$/.test(name)))
      expect(readFileSync(join(folder, path), 'utf8')).not.toMatch(/\/\/# sourceMapp/);
    for (const name of ['express', 'helmet', 'eventsource-parser', 'Copyright']) {
      expect(readFileSync(join(folder, 'dist/lab/licenses.md'), 'utf8')).toContain(name);
    }
    expect(readFileSync(join(folder, 'dist/page/licenses.md'), 'utf8')).toContain('preact');
  });

  test('can be published, and stays small', () => {
    const { folder, files, manifest } = unpack();
    expect(manifest.private).toBeUndefined();
    expect(Object.keys(manifest.dependencies)).toEqual(['ws']);
    for (const path of Object.values(manifest.bin)) {
      expect(existsSync(join(folder, path))).toBe(true);
      expect(readFileSync(join(folder, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
    const bytes = files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    process.stderr.write(`The package: ${files.length} files, ${bytes.toLocaleString('en')} bytes.\n`);
    // 872 files and 3.3 MB while it had the sources' maps and the bench.
    // The page has a chunk for each entry path and each lesson. The log in Redis added 17 files.
    // Its texts have a chunk for each of five languages; replays and the map of the verdict are separate chunks.
    expect(files.length).toBeLessThan(360);
    // The naive server that compresses includes the package `compression`, 219 kB, most of it a table of media types.
    // The page includes lessons (56 kB), their texts in five languages, the check of an endpoint (35 kB) and replays.
    // Seven more lessons in five languages added 90 kB.
    expect(bytes).toBeLessThan(3_700_000);
  });
});
