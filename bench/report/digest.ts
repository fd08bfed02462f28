/** Bench results as the lab shows them. It reads files and is otherwise pure. It takes seconds, so it runs in a process of its own. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../server/lab/processes/failure.ts';
import { parseResult, type Result } from '../result/result.ts';
import { ShapeError } from '../result/shape.ts';
import { coefficientsOf } from './coefficients.ts';
import { compareResults } from './compare.ts';
import type { DroppedDigest, NewestDigest } from './digest-messages.ts';
import { answersFirst } from './headline.ts';
import { comparisonSection } from './html/comparison.tsx';
import { emptyReport, servedReport } from './html/served-page.tsx';
import { formatHtml } from './html.tsx';
import { summarize } from './summary.ts';

/** Results in a folder, newest first by the date inside, which a copied file keeps. Unreadable files are skipped. */
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

const existingIn = (folder: string): Result[] => {
  try {
    return resultsIn(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** The newest that answers what a reader asks first; where none does, the newest. A later run of one question alone (compression, proxies) would hide the answer. */
function newestIn(folder: string): Result | undefined {
  const results = existingIn(folder);
  return results.find(answersFirst) ?? results[0];
}

/** The newest that costs can be computed from. */
const costsIn = (folder: string): Result | undefined =>
  existingIn(folder).find((result) => Object.keys(coefficientsOf(result).transports).length > 0);

const referenceOf = (result: Result) => ({
  coefficients: coefficientsOf(result),
  started: result.started,
  commit: result.commit,
  machine: result.environment.cpu,
});

/** The newer one is "after". */
function compared(one: Result, other: Result): string {
  const [before, after] = one.started <= other.started ? [one, other] : [other, one];
  return comparisonSection(compareResults(summarize(before), summarize(after)));
}

/** @param question `dropping`: whether the page accepts another result */
export function digestNewest({ folder, dropping }: { folder: string; dropping: boolean }): NewestDigest {
  const newest = newestIn(folder);
  if (!newest) return { page: emptyReport(dropping) };
  return { page: servedReport(formatHtml(summarize(newest)), dropping), reference: referenceOf(costsIn(folder) ?? newest) };
}

/** @throws ShapeError if the text is not a result */
export function digestDropped({ folder, text, compare }: { folder: string; text: string; compare: boolean }): DroppedDigest {
  const dropped = parseResult(text);
  const newest = compare ? newestIn(folder) : undefined;
  return { reference: referenceOf(dropped), ...(newest && { html: compared(newest, dropped) }) };
}
