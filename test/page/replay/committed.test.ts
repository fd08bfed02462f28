import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../../client/page/lessons/index.ts';
import { readRun } from '../../../client/page/saved-run/read-run.ts';
import { formatRun } from '../../../client/page/saved-run/write-run.ts';
import { lessonIds } from '../../../server/lab/door-paths.ts';
import { mostBytesOfRun } from '../../runs/most-bytes.ts';

const folder = join(import.meta.dirname, '../../../docs/runs');

describe.each(lessonIds)('the committed run of %s', (id) => {
  const path = join(folder, `${id}.json`);

  it(`exists, has at most ${mostBytesOfRun} bytes, and contains every number that its round expects`, () => {
    expect(existsSync(path), `npm run runs -- --only ${id} makes it`).toBe(true);
    const text = readFileSync(path, 'utf8');
    expect(text.length).toBeLessThanOrEqual(mostBytesOfRun);
    const run = readRun(text);
    const round = lessons[id].rounds.find((one) => one.id === run.lesson?.round);
    expect(run.lesson?.id).toBe(id);
    // The run was recorded with every number that the lesson now expects.
    expect(Object.keys(run.lesson?.measured ?? {})).toEqual(
      expect.arrayContaining(Object.keys(round?.expect({ rtt: 0, rate: 2, pollInterval: 1_000 }) ?? { none: 0 })),
    );
    expect(formatRun(run)).toBe(text);
  });
});
