import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { compareResults } from '../../bench/report/compare.ts';
import { summarize } from '../../bench/report/summary.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { serverOf } from '../../bench/stage/bench.ts';

/** The server that `npm test` has built. For this test it counts as another version. */
const built = join(import.meta.dirname, '../../dist/server/lab');

it('takes each step with both servers, one right after the other, and compares their rounds as pairs', async () => {
  const flags = ['--measures', 'bytes', '--transports', 'websocket', '--clients', '5', '--rate', '100', '--runs', '2', '--duration', '0.3'];
  const { settings } = readInvocation(['--quick', ...flags], false);
  const plan = planRun(settings).filter(({ task }) => task.title.startsWith('websocket'));
  const titles: string[] = [];
  const { result, against, failed } = await runBench(settings, {
    command: 'test',
    signal: new AbortController().signal,
    calibrate: false,
    plan,
    against: { commit: 'b'.repeat(40), server: serverOf(built) },
    onStep: ({ found, title }) => found && titles.push(title),
  });

  expect([result.warnings, against?.warnings, failed]).toEqual([[], [], false]);
  // Each pair of steps has one step of each version.
  expect(titles).toHaveLength(2 * plan.length);
  for (let place = 0; place < titles.length; place += 2) {
    const [one = '', other = ''] = titles.slice(place, place + 2);
    expect(one.slice(8)).toBe(other.slice(8));
    expect([one, other].filter((title) => title.startsWith('bbbbbbb '))).toHaveLength(1);
  }
  expect(against?.commit).toBe('b'.repeat(40));
  expect(against?.interleavedWith).toBe(result.commit);

  const comparison = compareResults(summarize(against ?? result), summarize(result));
  expect(comparison.interleaved).toBe(true);
  expect(comparison.unmatched).toEqual([]);
  // The same code sends the same bytes, except that some publish times have a tenth of a millisecond and others do not.
  expect(comparison.changes.map(({ row, ratio, verdict }) => [row.label, ratio.value.toFixed(2), verdict])).toEqual([
    ['websocket', '1.00', 'no difference shown'],
    ['websocket · A/A', '1.00', 'no difference shown'],
  ]);
  // Eight servers, one after the other.
});

it('a server of another commit that cannot start is reported in plain words', async () => {
  const { settings } = readInvocation(['--quick', '--measures', 'bytes', '--transports', 'sse', '--clients', '2', '--runs', '1'], false);
  const [planned] = planRun(settings).filter(({ task }) => task.title.startsWith('sse'));
  const { failed, against } = await runBench(settings, {
    command: 'test',
    signal: new AbortController().signal,
    calibrate: false,
    plan: planned ? [planned] : [],
    against: { commit: 'c'.repeat(40), server: serverOf(join(built, 'nowhere')) },
  });
  expect(failed).toBe(true);
  expect(against?.warnings.join()).toMatch(/failed: The server of sse ended with code 1\./);
});
