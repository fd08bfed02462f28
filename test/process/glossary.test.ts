import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Words that docs/glossary.md decided against, as they would stand in a sentence. */
const losers = [
  /\bhollow (answer|poll)/i,
  /\buseless polls?\b/i,
  /\bduplicate(d|s)?\b/i,
  /\bout of order\b/i,
  /\bsky\b/i,
  /\bsubscribers?\b/i,
  /\bparked? time\b/i,
  /\bnonce\b/i,
  /\bfeeders?\b/i,
];

/** Documents, and everything whose strings are read on a page, in a report or in a terminal. */
const read = execFileSync('git', ['ls-files', '*.md', 'client/page', 'bench', 'server', '.env.example'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.(md|tsx?|html|example)$/.test(name) && name !== 'docs/glossary.md' && !name.startsWith('bench/peers/'));

describe('One word for one thing', () => {
  it.each(losers.map(String))('%s is nowhere', (text) => {
    const loser = losers.find((one) => String(one) === text);
    const found = read.flatMap((name) =>
      readFileSync(join(root, name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (loser?.test(line) ? [`${name}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('stands in docs/glossary.md', () => {
    expect(readFileSync(join(root, 'docs/glossary.md'), 'utf8')).toContain('empty poll');
  });
});
