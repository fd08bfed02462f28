import { startProgram } from '../../server/lab/command-line/start.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { exitCodes, Interruption } from '../command-line/exit-code.ts';
import { readInvocation } from '../command-line/options.ts';
import { placesOf, requireWritable } from '../command-line/outputs.ts';
import { untilInterrupted } from '../command-line/run-acceptance.ts';
import { interruption, runProgram } from '../command-line/run-program.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import { compareResults } from '../report/compare.ts';
import { durationText, excess, percent, times } from '../report/format.ts';
import { twinsDiffer } from '../report/sentences.ts';
import { type Summary, summarize } from '../report/summary.ts';
import { measures } from '../result/measures.ts';
import { metrics } from '../result/metrics.ts';
import { runBench } from '../run/run.ts';
import { type Parts, processes } from '../stage/bench.ts';
import { selfCheckProgram } from './programs.ts';
import { checkTwins } from './twins/check-twins.ts';

/**
 * Whether the bench can be believed: no quick run may call identical arms different, and a server that is twice as costly must be called worse. With
 * `--via` only the first, with each transport and its twin behind a proxy. `npm run bench:self-check -- --runs 10`
 */
const { runs, via, json } = startProgram(selfCheckProgram).values;
const signal = interruption();

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The server of every transport twice as costly; the floor as it is. */
const burdened: Parts = {
  ...processes,
  server: (arm, flags) =>
    arm === 'tcp'
      ? processes.server(arm, flags)
      : forkProcess<ServerHandlers>('burdened-server-main', `burdened server of ${arm}`, flags, ['--expose-gc']),
};

async function quickRun(seed: number, parts: Parts): Promise<{ summary: Summary; took: string }> {
  const { settings } = readInvocation(['--quick', '--seed', String(seed)], false);
  const began = performance.now();
  const { result } = await runBench(settings, { command: 'npm run bench:self-check', signal, parts });
  if (result.partial) throw new Interruption('A quick run was ended.');
  for (const warning of result.warnings) say(`  ! ${warning}`);
  return { summary: summarize(result), took: durationText((performance.now() - began) / 1_000) };
}

/** @returns the number of tables that called identical arms different */
function sayTwins(run: number, { summary, took }: { summary: Summary; took: string }): number {
  const tables = summary.sections.flatMap((section) => section.tables).filter(({ decision }) => decision.twins !== undefined);
  const different = tables.filter(twinsDiffer);
  const [widest] = [...tables].sort((one, other) => (other.decision.twins ?? 1) - (one.decision.twins ?? 1));
  const most = widest ? `, at most ${percent(widest.decision.twins ?? 1)} apart (${measures[widest.measure].title}, ${widest.caption})` : '';
  say(`run ${run}: ${different.length} of ${tables.length} A/A pairs called different${most}; ${took}`);
  return different.length;
}

/** Quick runs of identical servers, each compared with the first. @returns the number of tables that called identical arms different */
async function checkIdentical(first: Awaited<ReturnType<typeof quickRun>>): Promise<number> {
  let mistakes = sayTwins(1, first);
  for (let run = 2; run <= runs; run += 1) {
    const next = await quickRun(run, processes);
    mistakes += sayTwins(run, next);
    const changed = compareResults(first.summary, next.summary).changes.filter(({ verdict }) => verdict !== 'no difference shown');
    say(
      `  against run 1: ${changed.length === 0 ? 'nothing changed' : changed.map(({ row, table, ratio }) => `${row.label} ${table.measure} ${times(ratio.value)}`).join(', ')}`,
    );
  }
  say(`${mistakes === 0 ? 'passed' : 'failed'}: identical arms called different in ${mistakes} tables of ${runs} runs`);
  return mistakes;
}

/** A run of the server that costs twice as much. @returns on how many transports it was called worse */
async function checkBurdened(first: Summary): Promise<number> {
  const slowed = await quickRun(1, burdened);
  const { changes } = compareResults(first, slowed.summary);
  const load = changes.filter(({ table, row }) => table.measure === 'server-load' && row.arm !== 'tcp');
  for (const { table, row, metric, ratio, critical, verdict } of load)
    say(
      `slowed 2 ×: ${row.label}, ${metrics[metric].label} (${table.caption}): ${times(ratio.value)}, ${verdict}; ${excess(critical)} would have been shown`,
    );
  const found = new Set(load.filter(({ verdict }) => verdict === 'worse').map(({ row }) => row.arm));
  const others = changes.filter(({ verdict, table }) => verdict === 'worse' && table.measure !== 'server-load');
  say(
    `slowed 2 ×: ${slowed.took}; worse besides: ${others.map(({ row, table, ratio }) => `${row.label} ${table.measure} ${times(ratio.value)}`).join(', ') || 'nothing'}`,
  );
  say(`${found.size === 4 ? 'passed' : 'failed'}: a server that is twice as costly was called worse on ${found.size} of 4 transports`);
  return found.size;
}

async function checkStraight(): Promise<boolean> {
  const first = await quickRun(1, processes);
  const mistakes = await checkIdentical(first);
  return (await checkBurdened(first.summary)) === 4 && mistakes === 0;
}

async function main(): Promise<number> {
  if (json !== undefined && !via) throw new UsageError('Expected --via beside --json; got none. Say which ways: --via caddy-h2.');
  const outputs = placesOf({ json });
  requireWritable(outputs);
  let passed = false;
  const isWhole = await untilInterrupted(signal, async () => {
    passed = via ? await checkTwins({ runs, via, outputs, signal, say }) : await checkStraight();
  });
  if (!isWhole) return exitCodes.interrupted;
  return passed ? exitCodes.fine : exitCodes.failure;
}

runProgram(main);
