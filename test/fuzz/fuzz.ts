import { setTimeout as pause } from 'node:timers/promises';
import { type Input, inputsOf, type Kind, kinds } from './input.ts';
import { say } from './peer.ts';

/** The server that gets the inputs. */
export interface Target {
  readonly port: number;
  /** Unexpected output of the process: its own errors, and unhandled rejections. */
  readonly complaints: () => string;
  readonly ended: () => boolean;
  /** Bytes of its memory. */
  readonly resident: () => number;
  /** Resolves when it has collected its garbage, which V8 may keep for minutes when a process has nothing to do. */
  readonly collect: () => Promise<void>;
}

export interface FuzzPlan {
  readonly seed: number;
  readonly inputs: number;
}

/** The results of a run. */
export interface FuzzTally extends FuzzPlan {
  readonly kinds: Readonly<Record<Kind, number>>;
  /** By status; `none` counts inputs without an answer. */
  readonly answers: Readonly<Record<string, number>>;
  /** Each with the input that caused it. */
  readonly mistakes: readonly string[];
  /** Bytes: after a tenth of the inputs, the maximum, and after all peers have disconnected; the first and the last without garbage. */
  readonly resident: { readonly warm: number; readonly most: number; readonly after: number };
}

/** Peers at a time. */
const together = 24;
/** Milliseconds until a connection must be closed after its peer has disconnected: a missing body has ten seconds. */
const patience = 60_000;
/** More would tell nothing new. */
const mostMistakes = 20;
/** The share by which memory may have grown after all peers have disconnected. */
const allowedGrowth = 0.1;
/** Milliseconds that the process has to return memory. */
const settling = 60_000;

/** The number of the input, so that another run can repeat it, and its content. */
const named = ({ kind, pieces }: Input, place: number, { seed }: FuzzPlan): string =>
  `seed ${seed}, input ${place} (${kind}): ${JSON.stringify(Buffer.concat(pieces).toString('latin1').slice(0, 600))}`;

/** Sends the target all inputs of the seed, several at a time, and checks the answers, the output and the memory. */
export async function fuzz(plan: FuzzPlan, target: Target, progress: (done: number) => void = () => {}): Promise<FuzzTally> {
  const counted: Record<Kind, number> = { http: 0, websocket: 0, raw: 0 };
  const answers: Record<string, number> = {};
  const mistakes: string[] = [];
  const inputs = inputsOf(plan.seed, plan.inputs);
  let done = 0;
  /** Characters of its output that were read so far. */
  let heard = 0;
  let [warm, most] = [0, 0];
  const peer = async () => {
    for (const input of inputs) {
      if (target.ended() || mistakes.length >= mostMistakes) return;
      const place = kinds.reduce((sum, kind) => sum + counted[kind], 0);
      counted[input.kind] += 1;
      const { statuses, isKept } = await say(input, target.port, patience);
      for (const status of statuses.length > 0 ? statuses : ['none']) answers[status] = (answers[status] ?? 0) + 1;
      // 503 is the answer of a limit; every other 5xx is a mistake of the server.
      const wrong = statuses.find((status) => status >= 500 && status !== 503);
      if (wrong !== undefined) mistakes.push(`${wrong} to ${named(input, place, plan)}`);
      const more = target.complaints().slice(heard);
      heard += more.length;
      if (more !== '') mistakes.push(`it said ${JSON.stringify(more.slice(0, 300))} at or shortly before ${named(input, place, plan)}`);
      if (isKept) mistakes.push(`kept open: ${named(input, place, plan)}`);
      if (target.ended()) mistakes.push(`it ended at ${named(input, place, plan)}`);
      done += 1;
      if (done % 1_000 === 0) {
        progress(done);
        most = Math.max(most, target.resident());
      }
      if (done === Math.ceil(plan.inputs / 10) && !target.ended()) warm = await collected(target);
    }
  };
  await Promise.all(Array.from({ length: together }, peer));
  if (target.ended()) return { ...plan, kinds: counted, answers, mistakes, resident: { warm, most, after: Number.NaN } };
  const after = await settled(target, warm);
  return { ...plan, kinds: counted, answers, mistakes, resident: { warm, most: Math.max(most, after), after } };
}

/** Its memory without garbage. */
async function collected({ resident, collect }: Target): Promise<number> {
  await collect();
  return resident();
}

/** The memory once it has returned to the first value, or its value after the time limit. */
async function settled(target: Target, warm: number): Promise<number> {
  const late = performance.now() + settling;
  let after = await collected(target);
  while (after > warm * (1 + allowedGrowth) && performance.now() < late) {
    await pause(200);
    after = await collected(target);
  }
  return after;
}

/** No mistakes, and no growth of memory. */
export const isClean = ({ mistakes, resident: { warm, after } }: FuzzTally): boolean => mistakes.length === 0 && after <= warm * (1 + allowedGrowth);
