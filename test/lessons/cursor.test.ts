import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CursorRun } from './play/cursor-runs.ts';

const root = join(import.meta.dirname, '../..');
const { version, runs }: { version: string; runs: readonly CursorRun[] } = JSON.parse(readFileSync(join(root, 'bench/results/cursor.json'), 'utf8'));

it('The table on the long poll without a cursor has the committed counts', () => {
  const text = readFileSync(join(root, 'docs/learn.md'), 'utf8');
  expect(text).toContain(version);
  for (const { rtt, cursor, delivered, missing, model } of runs) {
    const row = [`${rtt} ms`, cursor ? 'with' : 'without', delivered, missing, `${model[0]} to ${model[1]}`];
    expect(text).toContain(`| ${row.join(' | ')} |`);
  }
});

it('The committed counts are within the model’s range, and with a cursor nothing is missing', () => {
  expect(runs.map(({ rtt, cursor }) => [rtt, cursor])).toEqual([0, 100, 300].flatMap((rtt) => [false, true].map((cursor) => [rtt, cursor])));
  for (const { delivered, missing, cursor, model } of runs) {
    expect(delivered).toBeGreaterThanOrEqual(model[0]);
    expect(delivered).toBeLessThanOrEqual(model[1]);
    if (cursor) expect(missing).toBe(0);
  }
});
