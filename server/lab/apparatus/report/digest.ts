/** What the lab shows of bench results: reads files, and is pure beyond that. It takes seconds, so it runs in a process of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coefficientsOf } from '../../../../bench/report/coefficients.ts';
import { compareResults } from '../../../../bench/report/compare.ts';
import { comparisonSection } from '../../../../bench/report/html/comparison.ts';
import { formatHtml } from '../../../../bench/report/html.ts';
import { parseResult, type Result } from '../../../../bench/report/result.ts';
import { ShapeError } from '../../../../bench/report/shape.ts';
import { summarize } from '../../../../bench/report/summary.ts';
import type { Digest, Question } from './messages.ts';

/** Results in a folder, newest first by their own date, which a copied file keeps. What cannot be read is passed over. */
function resultsIn(folder: string): Result[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const results = names.flatMap((name) => {
    try {
      return [parseResult(readFileSync(join(folder, name), 'utf8'))];
    } catch (error) {
      if (error instanceof ShapeError) return [];
      throw error;
    }
  });
  return results.sort((one, other) => (one.started < other.started ? 1 : -1));
}

const newestIn = (folder: string): Result | undefined => {
  try {
    return resultsIn(folder)[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const referenceOf = (result: Result) => ({
  coefficients: coefficientsOf(result),
  started: result.started,
  commit: result.commit,
  machine: result.environment.cpu,
});

/** The younger one is what came after. */
function compared(one: Result, other: Result): string {
  const [before, after] = one.started <= other.started ? [one, other] : [other, one];
  return comparisonSection(compareResults(summarize(before), summarize(after)));
}

/** @throws ShapeError if what was dropped is no result */
export function digest(question: Question): Digest {
  const newest = newestIn(question.folder);
  if (question.ask === 'report') return newest ? { html: formatHtml(summarize(newest)), reference: referenceOf(newest) } : {};
  const dropped = parseResult(question.text);
  return { reference: referenceOf(dropped), ...(newest && question.compare && { html: compared(newest, dropped) }) };
}
