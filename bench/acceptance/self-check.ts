import { parseArgs } from 'node:util';
import { readInvocation } from '../options.ts';
import { forkRemote } from '../processes/channel.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import { compareResults } from '../report/compare.ts';
import { durationText, percent, times } from '../report/format.ts';
import { measures } from '../report/measures.ts';
import { twinsDiffer } from '../report/sentences.ts';
import { type Summary, summarize } from '../report/summary.ts';
import { runBench } from '../run.ts';
import { type Parts, processes } from '../stage/bench.ts';

/**
 * Whether the bench can be believed: identical arms must not be called different in any of several quick runs, and a server that is twice as costly must be called worse.
 * `npm run bench:self-check -- --runs 10`
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '10' } } });
const runs = Math.max(1, Number(values.runs));
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Error(`${signal} came.`)));

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The server of every transport twice as costly; the floor as it is. */
const burdened: Parts = {
  ...processes,
  server: (arm, flags) =>
    arm === 'tcp'
      ? processes.server(arm, flags)
      : forkRemote<ServerHandlers>('burdened-server-main', `burdened server of ${arm}`, flags, ['--expose-gc']),
};

async function quickRun(seed: number, parts: Parts): Promise<{ summary: Summary; took: string }> {
  const { settings } = readInvocation(['--quick', '--seed', String(seed)], false);
  const began = performance.now();
  const { result } = await runBench(settings, { command: 'npm run bench:self-check', signal: interrupt.signal, parts });
  if (result.partial) throw new Error('Interrupted.');
  for (const warning of result.warnings) say(`  ! ${warning}`);
  return { summary: summarize(result), took: durationText((performance.now() - began) / 1_000) };
}

/** @returns in how many tables identical arms were called different */
function sayTwins(run: number, { summary, took }: { summary: Summary; took: string }): number {
  const tables = summary.sections.flatMap((section) => section.tables).filter(({ decision }) => decision.twins !== undefined);
  const different = tables.filter(twinsDiffer);
  const [widest] = [...tables].sort((one, other) => (other.decision.twins ?? 1) - (one.decision.twins ?? 1));
  const most = widest ? `, at most ${percent(widest.decision.twins ?? 1)} apart (${measures[widest.measure].title}, ${widest.caption})` : '';
  say(`run ${run}: ${different.length} of ${tables.length} A/A pairs called different${most}; ${took}`);
  return different.length;
}

const first = await quickRun(1, processes);
let mistakes = sayTwins(1, first);
for (let run = 2; run <= runs; run += 1) {
  const next = await quickRun(run, processes);
  mistakes += sayTwins(run, next);
  const changed = compareResults(first.summary, next.summary).changes.filter(({ verdict }) => verdict !== 'no difference shown');
  say(
    `  against run 1: ${changed.length === 0 ? 'nothing changed' : changed.map(({ row, table, ratio }) => `${row.label} ${table.measure} ${times(ratio.value)}`).join(', ')}`,
  );
}
const slowed = await quickRun(1, burdened);
const worse = compareResults(first.summary, slowed.summary).changes.filter(({ verdict }) => verdict === 'worse');
const load = worse.filter(({ table, row }) => table.measure === 'server-load' && table.slopes && !row.twin);
say(
  `slowed 2 ×: ${worse.map(({ row, table, ratio }) => `${row.label} ${table.measure} ${times(ratio.value)} worse`).join(', ') || 'nothing called worse'}; ${slowed.took}`,
);
say(`${mistakes === 0 ? 'passed' : 'failed'}: identical arms called different in ${mistakes} tables of ${runs} runs`);
say(
  `${load.length > 0 ? 'passed' : 'failed'}: the processor time of ${load.length} of 4 transports was called worse on a server that is twice as costly`,
);
process.exitCode = mistakes === 0 && load.length > 0 ? 0 : 1;
