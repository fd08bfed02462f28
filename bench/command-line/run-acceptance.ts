import { setTimeout as delay } from 'node:timers/promises';
import { commit, environment } from '../run/environment.ts';
import { exitCodes, Interruption } from './exit-code.ts';
import { type Output, placesOf, requireWritable, writeAtTheEnd } from './outputs.ts';
import { complain, interruption, runProgram } from './run-program.ts';

/** Milliseconds that a measurement gets to end its children once somebody has ended it. */
const patience = 2_000;

/**
 * Measures until that is done or somebody ends it, whatever it waits for at that moment.
 * @param measure keeps what it has; ends its children soon after the signal is aborted
 * @returns whether it was done
 */
export async function untilInterrupted(signal: AbortSignal, measure: () => Promise<unknown>): Promise<boolean> {
  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const measuring = signal.aborted ? Promise.resolve() : measure();
  // What goes wrong behind an interruption is its doing.
  const done = measuring.then(
    () => true,
    (error: unknown) => {
      if (!signal.aborted) throw error;
    },
  );
  await Promise.race([done, interrupted]);
  if (!signal.aborted) return true;
  await Promise.race([done, delay(patience, undefined, { ref: false })]);
  complain(`${signal.reason instanceof Interruption ? signal.reason.message : 'It was ended.'} What was measured until then is told.`);
  return false;
}

/** A program that measures something, and says what it has measured. */
export interface Acceptance {
  /** Where its readings go. */
  readonly json: string | undefined;
  /** Whatever else is written at the end. */
  readonly others?: readonly Output[];
  /** The command line, as far as it decides what is measured; absent if the readings say it. */
  readonly plan?: object;
  /** @see untilInterrupted */
  measure(signal: AbortSignal): Promise<unknown>;
  /** What was measured until now. */
  readings(): object;
  /** The lines at the end. Default: everything was told as it came. */
  conclude?(): void;
  /** Whether what it is about holds. */
  passed(): boolean;
}

/** Runs one to its end. SIGINT ends it within seconds, with what it has measured, its children included; what fails has written that too. */
export function runAcceptance({ json, others = [], plan, measure, readings, conclude, passed }: Acceptance): void {
  runProgram(async () => {
    const places = placesOf({ json });
    requireWritable([...places, ...others]);
    const signal = interruption();
    // Before the measurement: somebody may check out another commit meanwhile.
    const facts = { plan, commit: await commit(), environment: await environment() };
    let isWhole = false;
    const format = () => `${JSON.stringify({ ...facts, ...(!isWhole && { partial: true }), ...readings() }, null, 1)}\n`;
    const measured = async () => {
      isWhole = await untilInterrupted(signal, () => measure(signal));
    };
    const outputs = [...places.map((output) => ({ ...output, format })), ...others];
    const isWritten = await writeAtTheEnd(outputs, measured, complain);
    if (!isWhole) return exitCodes.interrupted;
    conclude?.();
    return passed() && isWritten ? exitCodes.fine : exitCodes.failure;
  });
}
