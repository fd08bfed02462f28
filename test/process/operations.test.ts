import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| [^:-]/.test(line) && line.includes('](../test/'));
const named = /“([^”]+)” in \[[^\]]+\]\(\.\.\/(test\/[\w./-]+)\)/g;

it('every row of the threat model names an asset, an attacker, a defence and a test', () => {
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    expect(row.split(' | '), row).toHaveLength(4);
    expect([...row.matchAll(named)].length, row).toBeGreaterThan(0);
  }
});

it.each(rows.flatMap((row) => [...row.matchAll(named)].map(([, title = '', file = '']) => ({ title, file }))))(
  'the test “$title” is in $file',
  ({ title, file }) => {
    expect(existsSync(join(root, file))).toBe(true);
    // In the source, quotes within a string are escaped.
    const source = readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
    expect(source).toContain(title);
  },
);
