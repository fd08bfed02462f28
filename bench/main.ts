import { readFileSync, writeFileSync } from 'node:fs';
import { findChromium } from './browser/chromium.ts';
import { commandOf } from './command.ts';
import { exitCodeOf, exitCodes, ledgerBroken } from './exit-code.ts';
import { helpText, listText } from './help.ts';
import { type Invocation, readInvocation, UsageError } from './options.ts';
import { planRun, planSeconds } from './plan.ts';
import { Progress } from './progress.ts';
import { compareResults, formatComparison } from './report/compare.ts';
import { formatCsv } from './report/csv.ts';
import { formatHtml } from './report/html.ts';
import { formatMarkdown } from './report/markdown.ts';
import { formatResult, parseResult, type Result } from './report/result.ts';
import { ShapeError } from './report/shape.ts';
import { type Summary, summarize } from './report/summary.ts';
import { formatTerminal } from './report/terminal.ts';
import { judgeThreshold } from './report/threshold.ts';
import { type Outcome, runBench } from './run.ts';

const complain = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const colours = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const invocation = readInvocation(args, colours);
  if (invocation.show === 'help') {
    process.stdout.write(helpText());
    return exitCodes.fine;
  }
  const plan = planRun(invocation.settings);
  if (invocation.show === 'list') {
    process.stdout.write(listText(plan.length, planSeconds(plan)));
    return exitCodes.fine;
  }
  if (invocation.settings.measures.includes('browser')) requireChromium();
  // Read before the run: a file that cannot be compared with must not cost six minutes.
  const old = invocation.compare === undefined ? undefined : readResult(invocation.compare);
  const outcome = await run(invocation, args);
  const summary = summarize(outcome.result);
  write(invocation, outcome.result, summary);
  if (old) process.stdout.write(`\n${formatComparison(compareResults(summarize(old), summary))}`);
  return verdict(invocation, outcome, summary);
}

async function run({ settings, quiet, lines }: Invocation, args: readonly string[]): Promise<Outcome> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Error(`${signal} came.`)));
  const progress = new Progress((text) => process.stderr.write(text), process.stderr.isTTY && !lines ? process.stderr.columns : undefined);
  const outcome = await runBench(settings, { command: commandOf(args), signal: interrupt.signal, ...(!quiet && { onStep: progress.step }) });
  if (!quiet) progress.end();
  return outcome;
}

function requireChromium(): void {
  const missing = (why: string) => new UsageError(`--browser: ${why} Install Chromium, or set CHROMIUM_PATH to where it is.`);
  try {
    if (findChromium()) return;
  } catch (error) {
    throw missing((error as Error).message);
  }
  throw missing('expected a Chromium on this machine; found none.');
}

function readResult(path: string): Result {
  try {
    return parseResult(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof ShapeError) throw new UsageError(`--compare ${path}: ${error.message}`);
    throw new UsageError(`--compare ${path}: it cannot be read (${(error as Error).message}).`);
  }
}

/** Files as asked for; the terminal report on standard output unless something else was asked to go there. */
function write({ json, csv, markdown, html, colour }: Invocation, result: Result, summary: Summary): void {
  const outputs: [string | undefined, () => string][] = [
    [json, () => formatResult(result)],
    [csv, () => formatCsv(result)],
    [markdown, () => formatMarkdown(summary)],
    [html, () => formatHtml(summary)],
  ];
  for (const [place, format] of outputs) {
    if (place === '-') process.stdout.write(format());
    else if (place !== undefined) writeFileSync(place, format());
  }
  if (!outputs.some(([place]) => place === '-')) process.stdout.write(formatTerminal(summary, { colour, width: process.stdout.columns ?? 100 }));
}

function verdict({ thresholds }: Invocation, { result, failed }: Outcome, { ledger }: Summary): number {
  const outcomes = thresholds.map((threshold) => judgeThreshold(threshold, result));
  for (const { sentence } of outcomes) complain(sentence);
  for (const warning of result.warnings) complain(warning);
  if (ledgerBroken(ledger)) {
    complain(
      `${ledger.lost} lost, ${ledger.doubled} doubled, ${ledger.reordered} out of order: the rows that it happened to do not show the same stream.`,
    );
  }
  return exitCodeOf({ partial: result.partial, failed, ledger, crossed: outcomes.some(({ held }) => !held) });
}

main()
  .catch((error: unknown) => {
    complain(error instanceof UsageError ? error.message : String(error instanceof Error ? error.stack : error));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
  })
  .then((code) => {
    process.exitCode = code;
  });
