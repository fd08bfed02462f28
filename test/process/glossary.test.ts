import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/**
 * A pattern for every word that docs/glossary.md rejects. Some words have another meaning elsewhere, in HTTP, in Node or in a type: their patterns contain the words
 * that give them the wrong meaning.
 */
const losers: Readonly<Record<string, RegExp>> = {
  message: /\b(lost|missing|missed|doubled|reordered) messages?\b/i,
  offset: /\b(log|reader'?s?) offset\b/i,
  'last event id': /\blast event id\b/i,
  hole: /\b(a|the|has|have) holes?\b/i,
  absent: /\b(notification|message)s? (is|are|was|were) absent\b/i,
  dropped: /\b(notification|message)s? (is|are|was|were) dropped\b|\bdropped (notification|message)s?\b/i,
  duplicated: /\bduplicated\b/i,
  duplicate: /\bduplicates?\b(?!-id)/i,
  'out of order': /\bout of order\b/i,
  technique: /\btechniques?\b/i,
  protocol: /\b(four|each|every|all) protocols?\b/i,
  track: /\b(four|each|every|all) tracks?\b/i,
  variant: /\bvariants? of a transport\b|\btransport variants?\b/i,
  candidate: /\bcandidates?\b/i,
  baseline: /(^|[^-])\bbaselines?\b/i,
  'control group': /\bcontrol groups?\b/i,
  query: /\b(empty|each|every) (query|queries)\b/i,
  'useless poll': /\buseless polls?\b/i,
  'hollow answer': /\bhollow (answer|poll)/i,
  'park time': /\bpark(ed|ing)? time\b/i,
  parked: /park(s|ed|ing)?\b/i,
  'keep-alive': /\bkeep-alives? (frame|line|event|from the server)s?\b/i,
  sky: /\bsky\b/i,
  feeder: /\bfeeders?\b/i,
  subscriber: /\bsubscribers?\b/i,
  listener: /\b(push|held|slow|stalled|open) listeners?\b/i,
  permissions: /\b(reader'?s?|his|her|their) permissions?\b/i,
  scopes: /\b(reader|event|token|ticket) scopes?\b/i,
  nonce: /\bnonces?\b/i,
  buffer: /\b(log'?s?|notification) buffer\b/i,
  history: /\b(log'?s?|notification) history\b|\bthe history\b(?! hangs)/i,
  iteration: /\biterations?\b/i,
  sample: /\bsamples? of (an|every|each) arm\b/i,
  demo: /(^|[^s] )\bdemos?\b/i,
  'log instance': /\b(log|lab) instances?\b/i,
  'log backend': /\b(log|Redis) back-?ends?\b/i,
  'log generation': /\b(log|new|another) generations?\b/i,
  'let go': /\blet(s|ting)? go( of)?\b|letGo/,
};

/** The words of the last column, without the remarks in brackets. */
const decided = read('docs/glossary.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (word|-+) /.test(line))
  .flatMap((line) => (line.split('|')[3] ?? '').replace(/\([^)]*\)/g, '').split(','))
  .map((word) => word.trim());

/** Documents, and all code with its comments and with the strings that appear on a page, in a report, in a terminal or in the output of a test. */
const files = execFileSync('git', ['ls-files', '*.md', 'client', 'bench', 'server', 'test', '.env.example'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.(md|tsx?|html|example)$/.test(name) && name !== 'docs/glossary.md' && name !== 'test/process/glossary.test.ts');

describe('One word for one thing', () => {
  const lines = files.flatMap((name) =>
    read(name)
      .split('\n')
      .map((line, index) => ({ line, place: `${name}:${index + 1}` })),
  );

  it.each(Object.entries(losers))('%s is not used', (_word, loser) => {
    expect(lines.filter(({ line }) => loser.test(line)).map(({ line, place }) => `${place}: ${line.trim()}`)).toEqual([]);
  });

  it('has a pattern for every word of the last column, and no others', () => {
    expect(Object.keys(losers).sort()).toEqual([...decided].sort());
  });
});
