import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** A file, its import, and the rule that refuses it. */
const refused = [
  ['server/stream/transports/new.ts', '../../lab/config.ts', 'server/stream is the library'],
  ['server/stream/new.ts', '../../client/stream/index.ts', 'server/stream is the library'],
  ['server/stream/newer.ts', './log/redis/index.ts', 'server/stream is the library'],
  ['client/stream/new.ts', '../../server/stream/log/filter.ts', 'client/stream imports itself'],
  ['client/stream/transports/new.ts', '../../page/lab.ts', 'client/stream imports itself'],
  ['client/eventtube/new.ts', '../page/lab.ts', 'client/eventtube imports client/stream'],
  ['server/lab/new.ts', '../../client/page/lab.ts', 'server/lab imports server/stream'],
  ['server/lab/apparatus/new.ts', '../../../bench/stage/stage.ts', 'server/lab imports server/stream'],
  ['server/lab/newer.ts', '../../bench/check/observe.ts', 'server/lab imports server/stream'],
  ['server/lab/command-line/new.ts', '../config.ts', 'server/lab/command-line reads'],
  ['server/lab/command-line/newer.ts', '../../stream/protocol.ts', 'server/lab/command-line reads'],
  ['client/page/new.ts', '../../server/lab/lab.ts', 'client/page imports client/stream'],
  ['client/page/cards/new.ts', '../../../bench/report/html.tsx', 'client/page imports client/stream'],
  ['client/page/track/new.ts', '../race/race.ts', 'client/page/track lies below'],
  ['client/page/track/newer.ts', '../settings/store.ts', 'client/page/track lies below'],
  ['client/page/track/newest.ts', '../../../server/lab/lab.ts', 'client/page/track lies below'],
  ['client/page/race/new.ts', '../lanes/picture.ts', 'client/page/race imports'],
  ['client/page/race/newer.ts', '../lab.ts', 'client/page/race imports'],
  ['bench/measures/new.ts', '../../server/stream/attach.ts', 'bench imports the protocol'],
  ['bench/arms/new.ts', '../../client/page/lab.ts', 'bench imports the protocol'],
  ['bench/measures/newer.ts', '../../server/lab/options.ts', 'bench imports the protocol'],
  ['client/page/endpoint-check/new.ts', '../../../bench/check/observe.ts', 'client/page imports client/stream'],
  ['bench/check/watch/new.ts', '../ask.ts', 'are pure'],
  ['bench/check/watch/newer.ts', 'node:http', 'are pure'],
  ['bench/model/new.ts', 'node:fs', 'are pure'],
  ['bench/result/new.ts', '../report/format.ts', 'are pure'],
  ['bench/statistics/new.ts', '../stage/stage.ts', 'are pure'],
] as const;

const allowed = [
  ['server/stream/log/new.ts', '../protocol.ts'],
  ['server/stream/log/redis/new.ts', './store.ts'],
  ['client/stream/other.ts', '../../server/stream/protocol.ts'],
  ['server/lab/other.ts', '../stream/streams.ts'],
  ['server/lab/another.ts', '../../bench/check/main.ts'],
  ['client/page/other.ts', '../../bench/model/index.ts'],
  ['client/page/cards/other.ts', '../lab.ts'],
  ['client/page/race/other.ts', '../track/recording.ts'],
  ['client/page/track/other.ts', '../../../bench/statistics/histogram.ts'],
  ['bench/arms/other.ts', '../../server/stream/protocol.ts'],
  ['bench/arms/another.ts', '../../server/lab/command-line/read.ts'],
  ['server/lab/command-line/other.ts', './kinds.ts'],
  ['client/page/endpoint-check/other.ts', '../../../bench/check/watch/judge.ts'],
  ['bench/model/other.ts', '../statistics/random.ts'],
] as const;

/** The linter's errors for each of these files, in a folder with the rules of this repository. */
function lintAll(folder: string): ReadonlyMap<string, string> {
  for (const [place, source] of [...refused, ...allowed]) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), `import { one } from '${source}';\n\nexport const two = one;\n`);
  }
  const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout || '{}') as { diagnostics?: readonly unknown[] };
  if (!diagnostics) throw new Error(`Expected JSON of the linter; got ${stdout}${stderr}`);
  const texts = diagnostics.map((one) => JSON.stringify(one));
  return new Map([...refused, ...allowed].map(([place]) => [place, texts.filter((text) => text.includes(place)).join('\n')]));
}

describe('An import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  let found: ReadonlyMap<string, string>;
  beforeAll(() => {
    found = lintAll(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(refused)('from %s to %s is refused', (place, _, rule) => {
    expect(found.get(place)).toContain(rule);
  });

  it.each(allowed)('from %s to %s is allowed', (place) => {
    expect(found.get(place)).toBe('');
  });

  it('has its rule shown in docs/architecture.md, for every folder with rules', () => {
    const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { overrides: { includes: string[] }[] };
    const drawn = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const rooms = overrides.flatMap(({ includes }) => includes).map((pattern) => pattern.replace('/**', ''));
    expect(rooms.length).toBeGreaterThan(0);
    expect(rooms.filter((room) => !drawn.includes(room))).toEqual([]);
  });
});
