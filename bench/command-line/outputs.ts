import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { messageOf } from '../../server/lab/processes/failure.ts';
import { keysOf } from '../result/keys.ts';

/** One form of the result: where it goes, and how it is made. */
export interface Output {
  readonly flag: string;
  /** A path; `-` is standard output. */
  readonly place: string;
  readonly format: () => string;
}

/** The outputs that a command line asks for. @param given its values of these flags */
export const placesOf = <Flag extends string>(given: Readonly<Record<Flag, string | undefined>>): readonly { flag: Flag; place: string }[] =>
  keysOf(given).flatMap((flag) => {
    const place = given[flag];
    return place === undefined ? [] : [{ flag, place }];
  });

/**
 * Makes missing folders, and tries whether each file can be written: a run of half an hour must not be lost for a place that does not exist, or that two have. What is there stays.
 * @throws UsageError
 */
export function requireWritable(outputs: readonly Omit<Output, 'format'>[]): void {
  requireApart(outputs);
  for (const { flag, place } of outputs) {
    if (place === '-') continue;
    try {
      mkdirSync(dirname(place), { recursive: true });
      const isThere = existsSync(place);
      closeSync(openSync(place, 'a'));
      if (!isThere) rmSync(place);
    } catch (error) {
      throw new UsageError(
        `--${flag} ${place}: it cannot be written (${messageOf(error)}). Name a file in a folder that is yours, or - for standard output.`,
      );
    }
  }
}

/** One file cannot hold two forms of a result, and neither can standard output. */
function requireApart(outputs: readonly Omit<Output, 'format'>[]): void {
  const taken = new Map<string, string>();
  for (const { flag, place } of outputs) {
    const where = place === '-' ? place : resolve(place);
    const other = taken.get(where);
    if (other !== undefined)
      throw new UsageError(`Expected --${other} and --${flag} to go to two places; got ${place === '-' ? 'standard output' : place} for both.`);
    taken.set(where, flag);
  }
}

/**
 * Writes them all. One that cannot be written any more, because the disk is full or the folder has gone, goes to the folder for temporary files instead.
 * @param complain takes a sentence for each of those
 * @returns whether each went where it was asked to
 */
export function writeOutputs(outputs: readonly Output[], complain: (line: string) => void): boolean {
  let fine = true;
  for (const { flag, place, format } of outputs) {
    const text = format();
    if (place === '-') process.stdout.write(text);
    else fine = writeOr(place, text, (reason, instead) => complain(`--${flag} ${place}: ${reason}. It is in ${instead}.`)) && fine;
  }
  return fine;
}

/**
 * Measures, and writes the outputs then, also if the measurement fails: what was measured until then is all that there will be.
 * @returns whether each went where it was asked to
 */
export async function writeAtTheEnd(outputs: readonly Output[], measure: () => Promise<unknown>, complain: (line: string) => void): Promise<boolean> {
  let isWritten = false;
  try {
    await measure();
  } finally {
    isWritten = writeOutputs(outputs, complain);
  }
  return isWritten;
}

function writeOr(place: string, text: string, rescued: (reason: string, instead: string) => void): boolean {
  try {
    writeFileSync(place, text);
    return true;
  } catch (error) {
    const instead = join(tmpdir(), `${process.pid}-${basename(place)}`);
    writeFileSync(instead, text);
    rescued(messageOf(error), instead);
    return false;
  }
}
