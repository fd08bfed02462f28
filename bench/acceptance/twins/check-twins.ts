import { Interruption } from '../../command-line/exit-code.ts';
import { readInvocation } from '../../command-line/options.ts';
import { type Output, writeAtTheEnd } from '../../command-line/outputs.ts';
import { complain } from '../../command-line/run-program.ts';
import { durationText, excess, times } from '../../report/format.ts';
import { addLedgers } from '../../result/ledgers.ts';
import { metrics } from '../../result/metrics.ts';
import type { Ledger, Result } from '../../result/result.ts';
import type { ViaName } from '../../result/vias.ts';
import { commit, environment } from '../../run/environment.ts';
import { runBench } from '../../run/run.ts';
import type { Settings } from '../../run/settings.ts';
import { judgeTwins, type TwinVerdict } from './judge-twins.ts';

interface TwinCheck {
  readonly runs: number;
  readonly via: readonly ViaName[];
  /** Where all readings go: what was taken also where somebody ends it, or a run fails. */
  readonly outputs: readonly Omit<Output, 'format'>[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** One quick run. */
interface TwinRun {
  readonly seed: number;
  readonly seconds: number;
  readonly pairs: readonly TwinVerdict[];
  readonly ledger: Ledger;
  readonly warnings: readonly string[];
}

/** Each transport with an identical copy of its own. A usual run compares more than that. */
const withTwins = (settings: Settings): Settings => ({
  ...settings,
  contenders: settings.contenders
    .filter(({ arm, twin }) => arm !== 'tcp' && !twin)
    .flatMap(({ arm }) => [false, true].map((twin) => ({ arm, twin }))),
});

const ledgerOf = ({ measures }: Result): Ledger =>
  addLedgers(measures.flatMap(({ rows }) => rows.flatMap(({ rounds }) => rounds.map((round) => round.ledger))));

async function quickRun(seed: number, { via, signal }: TwinCheck): Promise<TwinRun> {
  const { settings } = readInvocation(['--quick', '--via', via.join(','), '--seed', String(seed)], false);
  const began = performance.now();
  const { result, failed } = await runBench(withTwins(settings), { command: 'npm run bench:self-check', signal });
  if (result.partial) throw new Interruption('A quick run was ended.');
  if (failed) throw new Error(`A row could not be measured: ${result.warnings.join('; ')}`);
  return {
    seed,
    seconds: Math.round((performance.now() - began) / 1_000),
    pairs: judgeTwins(result),
    ledger: ledgerOf(result),
    warnings: result.measures.flatMap(({ rows }) => rows.flatMap(({ warnings }) => warnings)),
  };
}

const differing = (pairs: readonly TwinVerdict[]): readonly TwinVerdict[] => pairs.filter(({ different }) => different);

function sayRun(run: number, { pairs, seconds }: TwinRun, say: (line: string) => void): void {
  const apart = ({ ratio }: TwinVerdict) => Math.abs(Math.log(ratio));
  const [widest] = [...pairs].sort((one, other) => apart(other) - apart(one));
  const most = widest ? `, at most ${times(widest.ratio)} (${widest.row}, ${metrics[widest.metric].label})` : '';
  say(`run ${run}: ${differing(pairs).length} of ${pairs.length} identical pairs called different${most}; ${durationText(seconds)}`);
  for (const { row, metric, ratio, critical } of differing(pairs))
    say(`  ! ${row}, ${metrics[metric].label}: ${times(ratio)}, where chance stays below ${excess(critical)}`);
}

const hasAll = (taken: readonly TwinRun[]): boolean => {
  const { lost, doubled, reordered } = addLedgers(taken.map(({ ledger }) => ledger));
  return lost + doubled + reordered === 0;
};

const areAlike = (pairs: readonly TwinVerdict[]): boolean => differing(pairs).length === 0 && pairs.length > 0;

/** Checks that no quick run tells identical servers behind a proxy apart. @returns whether none did, nothing was lost, and the readings are where they should be */
export async function checkTwins(check: TwinCheck): Promise<boolean> {
  const { runs, via, outputs, say } = check;
  const taken: TwinRun[] = [];
  const pairs = () => taken.flatMap((run) => run.pairs);
  const passed = () => taken.length === runs && areAlike(pairs()) && hasAll(taken);
  // Before the measurement: somebody may check out another commit meanwhile.
  const facts = { plan: { runs, via }, commit: await commit(), environment: await environment() };
  const format = () => `${JSON.stringify({ ...facts, ...(taken.length < runs && { partial: true }), passed: passed(), runs: taken }, null, 1)}\n`;
  const measure = async () => {
    for (let run = 1; run <= runs; run += 1) {
      const next = await quickRun(run, check);
      taken.push(next);
      sayRun(run, next, say);
    }
  };
  const written = outputs.map((output) => ({ ...output, format }));
  const isWritten = await writeAtTheEnd(written, measure, complain);
  say(
    `${passed() ? 'passed' : 'failed'}: identical servers called different in ${differing(pairs()).length} of ${pairs().length} comparisons of ${runs} runs; ${hasAll(taken) ? 'nothing' : 'something'} was lost, doubled or reordered`,
  );
  return passed() && isWritten;
}
