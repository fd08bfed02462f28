/** The course of a lesson. Pure, so that it can be tested without a page. */
import { isRight, type Placed } from './judge.ts';
import type { Lesson } from './lesson.ts';
import { type Measures, measuresFrom, type ToldMeasures } from './seen.ts';

export const confidences = ['guess', 'sure'] as const;
export type Confidence = (typeof confidences)[number];

type Phase = 'asking' | 'betted' | 'skipped' | 'running' | 'told';

export interface Run {
  /** Which of the lesson's rounds. */
  readonly round: number;
  readonly phase: Phase;
  readonly bet?: Placed;
  readonly confidence?: Confidence;
  /** Steps that are done. */
  readonly ticked: readonly string[];
  readonly measured?: Measures;
  /** Whether the bet was right by the measurement; `undefined` if there was none. */
  readonly right?: boolean;
  /** The conditions changed, or the lanes stood still or were counted anew, so the measurement does not count. */
  readonly disturbed: boolean;
  /** The question is asked once more, because the answer was confident and wrong. */
  readonly again: boolean;
  /** The bet before a class talked about it; it counts if there is no second one. */
  readonly kept?: { readonly bet: Placed; readonly confidence: Confidence };
  /** Whether the class was asked to bet again. */
  readonly discussed?: true;
  /** What the rounds before this one measured. */
  readonly before: readonly Measures[];
  /** For each finished round: whether the first bet was right. */
  readonly results: readonly boolean[];
}

export type Move =
  | { readonly do: 'bet'; readonly bet: Placed; readonly confidence: Confidence }
  | { readonly do: 'skip' | 'reconsider' | 'run' | 'disturb' | 'again' | 'next' | 'restart' }
  /** What a class does: it comes to a round, talks and bets again, and is told what its teacher's page measured. */
  | { readonly do: 'follow'; readonly round: number }
  | { readonly do: 'discuss' }
  | { readonly do: 'tell'; readonly measured: ToldMeasures }
  | { readonly do: 'tick'; readonly step: string }
  | { readonly do: 'measure'; readonly measured: Measures };

export const firstRun: Run = { round: 0, phase: 'asking', ticked: [], disturbed: false, again: false, before: [], results: [] };

/** The run after its measurement. */
function told(run: Run, measured: Measures, lesson: Lesson): Run {
  const bet = lesson.rounds[run.round]?.bet;
  if (!bet) return run;
  const right = run.bet === undefined ? undefined : isRight(bet, run.bet, measured);
  const results = run.again ? run.results : [...run.results, right === true];
  return { ...run, phase: 'told', measured, results, ...(right === undefined ? {} : { right }) };
}

/** A run as JSON has kept it. What was running begins anew. */
export function reopened(kept: Partial<Run>): Run {
  const run = { ...firstRun, ...kept, disturbed: false };
  const phase = run.phase !== 'running' ? run.phase : run.bet === undefined ? 'skipped' : 'betted';
  return { ...run, phase, before: run.before.map(measuresFrom), ...(run.measured && { measured: measuresFrom(run.measured) }) };
}

/** The run at the beginning of a round. */
const asked = ({ round, before, results }: Run): Run => ({ ...firstRun, round, before, results });

/** The run at a round of the class; what this page has not played was not right, and what the class was told was measured. */
function followed({ round: from, phase, again, before, results, measured = {} }: Run, round: number): Run {
  const upTo = <Item>(list: readonly Item[], fill: Item): readonly Item[] => Array.from({ length: round }, (_, index) => list[index] ?? fill);
  const known = phase === 'told' || again ? [...before.slice(0, from), measured] : before;
  return { ...firstRun, round, before: upTo(known, {}), results: upTo(results, false) };
}

/** A first bet stays, in case there is no second one. */
function discussed(run: Run): Run {
  const { bet, confidence } = run;
  return { ...asked(run), discussed: true, ...(bet !== undefined && confidence && { kept: { bet, confidence } }) };
}

/** The question again; a class that has talked has done so. */
const reconsidered = (run: Run): Run => ({ ...asked(run), ...(run.discussed && { discussed: run.discussed }), ...(run.kept && { kept: run.kept }) });

const waits = ({ phase, again }: Run): boolean => !again && (phase === 'asking' || phase === 'betted' || phase === 'skipped');

/** The bet that counts: the one of now, or the one before a class talked about it. */
export const betOf = ({ bet, confidence, kept }: Run): Run['kept'] => (bet !== undefined && confidence ? { bet, confidence } : kept);

/** Whether the question of this round is asked once more: confident errors teach most. */
export const askAgain = ({ phase, right, confidence, again }: Run): boolean => phase === 'told' && right === false && confidence === 'sure' && !again;

export const isOver = ({ round, phase }: Run, { rounds }: Lesson): boolean => phase === 'told' && round === rounds.length - 1;

/** @returns the same run if the move is not possible now */
export function advance(run: Run, move: Move, lesson: Lesson): Run {
  const { phase } = run;
  switch (move.do) {
    case 'bet': {
      if (phase !== 'asking') return run;
      const betted: Run = { ...run, phase: 'betted', bet: move.bet, confidence: move.confidence };
      // The measurement exists, so the second answer is judged at once.
      return run.again && run.measured ? told(betted, run.measured, lesson) : betted;
    }
    case 'skip':
      return phase === 'asking' && !run.again ? { ...run, phase: 'skipped' } : run;
    case 'reconsider':
      return phase === 'betted' || phase === 'skipped' ? reconsidered(run) : run;
    case 'run':
      return phase === 'betted' || phase === 'skipped' || (phase === 'running' && run.disturbed)
        ? { ...run, phase: 'running', ticked: [], disturbed: false }
        : run;
    case 'follow':
      return lesson.rounds[move.round] && move.round !== run.round ? followed(run, move.round) : run;
    case 'discuss':
      return waits(run) && !run.discussed ? discussed(run) : run;
    case 'tell':
      return waits(run) ? told({ ...run, ...betOf(run) }, measuresFrom(move.measured), lesson) : run;
    case 'tick':
      return phase === 'running' && !run.disturbed && !run.ticked.includes(move.step) ? { ...run, ticked: [...run.ticked, move.step] } : run;
    case 'disturb':
      return phase === 'running' ? { ...run, disturbed: true } : run;
    case 'measure':
      return phase === 'running' && !run.disturbed ? told(run, move.measured, lesson) : run;
    case 'again':
      return askAgain(run) && run.measured ? { ...asked(run), again: true, measured: run.measured } : run;
    case 'next':
      if (phase !== 'told' || isOver(run, lesson)) return run;
      return { ...asked(run), round: run.round + 1, before: [...run.before, run.measured ?? {}] };
    case 'restart':
      return firstRun;
  }
}
