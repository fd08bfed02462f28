import { readCommandLine } from '../../server/lab/command-line/read.ts';
import { answerText } from '../../server/lab/command-line/start.ts';
import { type Output, placesOf, requireWritable, writeOutputs } from '../command-line/outputs.ts';
import { verdictJunit } from './junit.ts';
import { observe } from './observe.ts';
import { checkRequest, programFor } from './options.ts';
import { verdictText } from './report.ts';
import { checkExitCodes, exitCodeOf, type Verdict, verdictJson, verdictOf } from './verdict.ts';
import { CheckError } from './watch/place.ts';

/**
 * `transport-lab check`.
 * @param args behind the word `check` @param lab how the lab is started from here, for `--help` @param complain takes a line for standard error
 * @returns the exit code
 * @throws UsageError
 */
export async function checkServer(args: readonly string[], lab: string, complain: (line: string) => void): Promise<number> {
  const program = programFor(lab);
  const asked = readCommandLine(program, args);
  if (asked.show !== 'values') {
    process.stdout.write(answerText(program, asked.show));
    return checkExitCodes.fine;
  }
  const { json, junit, quiet } = asked.values;
  const request = checkRequest(asked.argument, asked.values);
  const places = placesOf({ json, junit });
  requireWritable(places);
  const outcomes = await observe(request.endpoints, request.template, request.times, quiet ? undefined : (step) => complain(`${step} …`));
  for (const { failure } of outcomes) if (failure && !(failure instanceof CheckError)) complain(String(failure.stack));
  const verdicts = outcomes.map((outcome) => verdictOf(outcome));
  return write(verdicts, places, { passive: !request.template, complain });
}

interface Telling {
  readonly passive: boolean;
  complain(line: string): void;
}

function write(verdicts: readonly Verdict[], places: readonly Omit<Output, 'format'>[], { passive, complain }: Telling): number {
  const formats: Readonly<Record<string, () => string>> = { json: () => verdictJson(verdicts), junit: () => verdictJunit(verdicts) };
  const outputs = places.map((place): Output => ({ ...place, format: formats[place.flag] ?? (() => '') }));
  const fine = writeOutputs(outputs, complain);
  if (!places.some(({ place }) => place === '-')) process.stdout.write(verdictText(verdicts, passive, process.stdout.columns));
  return fine ? exitCodeOf(verdicts) : checkExitCodes.unchecked;
}
