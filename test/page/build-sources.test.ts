import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sources } from '../../client/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file of the repository that these entries import, directly or indirectly. */
function madeOf(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  const queue = entries.map((entry) => join(root, entry));
  for (const path of queue) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (!/\.tsx?$/.test(path)) continue;
    for (const [, place = ''] of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)) {
      const [file = ''] = place.split('?');
      const imported = join(dirname(path), file);
      if (existsSync(imported)) queue.push(imported);
    }
  }
  return [...seen].map((path) => relative(root, path));
}

it('the page is built again after a change of any file that it imports, the bench model included', () => {
  const files = madeOf(['client/page/main.tsx', 'client/stream/index.ts']);
  expect(files).toContain('bench/model/latency.ts');
  expect(files.filter((file) => !sources.some((source) => file === source || file.startsWith(`${source}/`)))).toEqual([]);
});
