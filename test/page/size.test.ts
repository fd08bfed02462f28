import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../dist/page/assets');

/** Bytes, gzipped: a page that loads slowly is shown to nobody. */
const most = 70_000;

const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));

it('all JavaScript of the page, what it loads later included, is at most 70 kB', () => {
  const sizes = scripts.map((name) => [name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length] as const);
  expect(sizes.length).toBeGreaterThan(0);
  const sum = sizes.reduce((total, [, size]) => total + size, 0);
  process.stdout.write(`JavaScript of the page, gzipped: ${sum.toLocaleString('en')} bytes\n`);
  expect(sum, sizes.map(([name, size]) => `${name} ${size}`).join(', ')).toBeLessThanOrEqual(most);
});

it('is built for visitors, also when tests build it', () => {
  // Where each element stands in the source, on which machine, is what only a build for developers has.
  const forDevelopers = scripts.filter((name) => /lineNumber:\d+,columnNumber:/.test(readFileSync(join(folder, name), 'utf8')));
  expect(forDevelopers).toEqual([]);
});
