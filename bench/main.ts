import { readFileSync } from 'node:fs';
import { startProgram } from '../server/lab/command-line/start.ts';
import { UsageError } from '../server/lab/command-line/usage-error.ts';
import { messageOf } from '../server/lab/processes/failure.ts';
import { type Checkout, checkOut } from './against/checkout.ts';
import { requireChromium } from './browser/require-chromium.ts';
import { commandOf } from './command-line/command.ts';
import { exitCodeOf, exitCodes, ledgerBroken } from './command-line/exit-code.ts';
import { listText } from './command-line/list-text.ts';
import { type RunRequest, runRequest } from './command-line/options.ts';
import { type Output, placesOf, requireWritable, writeOutputs } from './command-line/outputs.ts';
import { program } from './command-line/program.ts';
import { complain, interruption, runProgram } from './command-line/run-program.ts';
import { probe } from './dialects/probe.ts';
import { compareResults } from './report/compare.ts';
import { formatComparison } from './report/comparison-text.ts';
import { formatCsv } from './report/csv.ts';
import { formatHtml } from './report/html.tsx';
import { formatMarkdown } from './report/markdown.ts';
import { type Summary, summarize } from './report/summary.ts';
import { formatTerminal } from './report/terminal.ts';
import { judgeThreshold } from './report/threshold.ts';
import { addLedgers } from './result/ledgers.ts';
import { formatResult, parseResult, type Result } from './result/result.ts';
import { ShapeError } from './result/shape.ts';
import { planRun, planSeconds } from './run/plan.ts';
import { Progress } from './run/progress.ts';
import { type Outcome, runBench } from './run/run.ts';
import { serverOf } from './stage/bench.ts';

async function main(): Promise<number> {
  const colours = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const invocation = runRequest(startProgram(program).values, colours);
  const plan = planRun(invocation.settings);
  if (invocation.show === 'list') {
    const versions = invocation.against === undefined ? 1 : 2;
    process.stdout.write(listText(versions * plan.length, versions * planSeconds(plan)));
    return exitCodes.fine;
  }
  if (invocation.settings.measures.includes('browser')) requireChromium('--browser');
  // Read before the run, so that an unusable file fails before six minutes of measuring.
  const old = invocation.compare === undefined ? undefined : readResult(invocation.compare);
  const { json, csv, markdown, html } = invocation;
  const places = placesOf({ json, csv, markdown, html });
  requireWritable(places);
  const interrupt = interruption();
  const rival = invocation.against === undefined ? undefined : await checkOut(invocation.against, interrupt, complain);
  await probeForeign(invocation);
  const outcome = await run(invocation, interrupt, rival).finally(() => rival?.remove());
  const { result, against } = outcome;
  const summary = summarize(result);
  const formats = {
    json: () => formatResult(result),
    csv: () => formatCsv(result),
    markdown: () => formatMarkdown(summary),
    html: () => formatHtml(summary),
  };
  const outputs = places.map((output): Output => ({ ...output, format: formats[output.flag] }));
  const written = write([...outputs, ...otherOutputs(invocation, against)], invocation.colour, summary);
  const before = old ?? against;
  if (before) writeComparison(places, formatComparison(compareResults(summarize(before), summary)));
  const code = verdict(invocation, outcome, summary);
  return written || code !== exitCodes.fine ? code : exitCodes.failure;
}

async function run({ settings, quiet, lines }: RunRequest, signal: AbortSignal, rival?: Checkout): Promise<Outcome> {
  const progress = new Progress((text) => process.stderr.write(text), process.stderr.isTTY && !lines ? process.stderr.columns : undefined);
  const against = rival && { commit: rival.commit, server: serverOf(rival.code) };
  const outcome = await runBench(settings, {
    command: commandOf(process.argv.slice(2)),
    signal,
    ...(against && { against }),
    ...(!quiet && { onStep: progress.step }),
  });
  if (!quiet) progress.end();
  return outcome;
}

/** Before a run of minutes: does each URL deliver what is published? */
async function probeForeign({ settings: { foreign, contenders } }: RunRequest): Promise<void> {
  if (!foreign) return;
  for (const { arm, twin } of contenders) {
    const endpoint = arm === 'tcp' ? undefined : foreign.endpoints[arm];
    if (!endpoint || twin) continue;
    const told = await probe(arm, endpoint, foreign.publishing).catch((error: unknown) => {
      throw new UsageError(messageOf(error));
    });
    for (const sentence of told) complain(sentence);
  }
}

function readResult(path: string): Result {
  try {
    return parseResult(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof ShapeError) throw new UsageError(`--compare ${path}: ${error.message}`);
    throw new UsageError(`--compare ${path}: it cannot be read (${messageOf(error)}).`);
  }
}

/** The terminal report goes to standard output, unless another output was sent there. */
function write(outputs: readonly Output[], colour: boolean, summary: Summary): boolean {
  const fine = writeOutputs(outputs, complain);
  if (!outputs.some(({ place }) => place === '-')) process.stdout.write(formatTerminal(summary, { colour, width: process.stdout.columns ?? 100 }));
  return fine;
}

/** Below the report; what goes to standard output instead of that is not to be spoilt. */
function writeComparison(outputs: readonly Pick<Output, 'place'>[], text: string): void {
  const place = outputs.some((output) => output.place === '-') ? process.stderr : process.stdout;
  place.write(`\n${text}`);
}

/** If this result goes into a file, the result of the other version is written beside it. */
const otherOutputs = ({ json }: RunRequest, against: Result | undefined): Output[] =>
  against && json !== undefined && json !== '-'
    ? [{ flag: 'json', place: json.replace(/(\.json)?$/, '.against.json'), format: () => formatResult(against) }]
    : [];

function verdict({ thresholds }: RunRequest, { result, against, failed }: Outcome, summary: Summary): number {
  const ledger = addLedgers([summary.ledger, ...(against ? [summarize(against).ledger] : [])]);
  const outcomes = thresholds.map((threshold) => judgeThreshold(threshold, result));
  for (const { sentence } of outcomes) complain(sentence);
  for (const warning of [...result.warnings, ...(against?.warnings ?? [])]) complain(warning);
  if (ledgerBroken(ledger)) {
    complain(
      `${ledger.lost} lost, ${ledger.doubled} doubled, ${ledger.reordered} reordered: the rows that it happened to do not show the same stream.`,
    );
  }
  return exitCodeOf({ partial: result.partial, failed, ledger, crossed: outcomes.some(({ held }) => !held) });
}

runProgram(main);
