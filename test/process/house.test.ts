import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript55';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

const sources = (...rooms: string[]): readonly string[] =>
  execFileSync('git', ['ls-files', ...rooms], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((name) => /\.tsx?$/.test(name));

/** The number of casts `value as Type` in a file. `as const` is not a cast, because the compiler checks it. */
function castsIn(name: string): number {
  const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(name, read(name), ts.ScriptTarget.Latest, true, kind);
  let count = 0;
  const walk = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && node.type.getText(file) !== 'const') count += 1;
    ts.forEachChild(node, walk);
  };
  walk(file);
  return count;
}

describe('The repository', () => {
  it('contains an example of a log on another engine in at most sixty lines', () => {
    expect(read('test/contract/engine-log.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });

  it('creates records by transport from the list of transports', () => {
    const byHand = /\bpolling: (\w+)\('polling'\)/;
    expect(sources('server', 'bench', 'client').filter((name) => byHand.test(read(name)))).toEqual([]);
  });

  it.each([
    // The remaining casts are necessary: generic tables, Node's own objects, and JSON that was checked.
    { room: 'server', most: 40 },
    { room: 'bench', most: 35 },
    { room: 'client/page', most: 12 },
  ])('casts at most $most times in $room', ({ room, most }) => {
    const counts = sources(room).map((name) => ({ name, casts: castsIn(name) }));
    const sum = counts.reduce((total, { casts }) => total + casts, 0);
    expect(
      sum,
      counts
        .filter(({ casts }) => casts > 0)
        .map(({ name, casts }) => `${name}: ${casts}`)
        .join('\n'),
    ).toBeLessThanOrEqual(most);
  });
});
