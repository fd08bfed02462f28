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
    .filter((name) => /\.(tsx?|css|m?js)$/.test(name));

const typeScript = (...rooms: string[]): readonly string[] => sources(...rooms).filter((name) => /\.tsx?$/.test(name));

const parse = (name: string): ts.SourceFile =>
  ts.createSourceFile(name, read(name), ts.ScriptTarget.Latest, true, name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

/** The number of casts `value as Type` in a file. `as const` is not a cast, because the compiler checks it. */
function castsIn(name: string): number {
  const file = parse(name);
  let count = 0;
  const walk = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && node.type.getText(file) !== 'const') count += 1;
    ts.forEachChild(node, walk);
  };
  walk(file);
  return count;
}

/** How a head says why something is long. */
const reason = /\blong function, because\b|\balthough it is long\b/i;

/** The functions over 40 lines in a file, without those whose comment says why. */
function longFunctionsIn(name: string): readonly string[] {
  const file = parse(name);
  const found: string[] = [];
  const lineAt = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const walk = (node: ts.Node, head: string): void => {
    // The comment of `export const f = () => …` is that of its statement.
    const own = node.getFullText(file).slice(0, node.getLeadingTriviaWidth(file)).trim();
    const words = own || (ts.isVariableDeclaration(node) || ts.isVariableDeclarationList(node) || ts.isArrowFunction(node) ? head : '');
    const [first, last] = [lineAt(node.getStart(file)), lineAt(node.end)];
    if (ts.isFunctionLike(node) && last - first >= 40 && !reason.test(words)) found.push(`${name}:${first} has ${last - first + 1} lines`);
    ts.forEachChild(node, (child) => walk(child, words));
  };
  walk(file, '');
  return found;
}

describe('The repository', () => {
  it('has no file over 200 lines whose head does not say why', () => {
    const long = sources('*.ts', '*.tsx', '*.css', '*.js', '*.mjs').filter((name) => {
      const lines = read(name).trimEnd().split('\n');
      return lines.length > 200 && !reason.test(lines.slice(0, 5).join('\n'));
    });
    expect(long).toEqual([]);
  });

  it.each(['server', 'bench', 'client'])('has no function over 40 lines in %s whose comment does not say why', (room) => {
    expect(typeScript(room).flatMap(longFunctionsIn)).toEqual([]);
  });

  it('contains an example of a log on another engine in at most sixty lines', () => {
    expect(read('test/contract/engine-log.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });

  it('creates records by transport from the list of transports', () => {
    const byHand = /\bpolling: (\w+)\('polling'\)/;
    expect(typeScript('server', 'bench', 'client').filter((name) => byHand.test(read(name)))).toEqual([]);
  });

  it.each([
    // The remaining casts are necessary: generic tables, Node's own objects, and JSON that was checked.
    { room: 'server', most: 40 },
    { room: 'bench', most: 35 },
    { room: 'client/page', most: 12 },
  ])('casts at most $most times in $room', ({ room, most }) => {
    const counts = typeScript(room).map((name) => ({ name, casts: castsIn(name) }));
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
