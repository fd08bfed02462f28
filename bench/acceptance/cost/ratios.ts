import { median } from '../../statistics/describe.ts';
import type { QuestionName, Turn } from './questions.ts';
import type { ServerName } from './servers.ts';

/** One turn of one server in one round. */
export interface CostReading extends Turn {
  readonly question: QuestionName;
  readonly arm: ServerName;
  readonly round: number;
}

/** The ratio of two readings of the same round: the median of all rounds, the lowest and the highest. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One arm compared with its reference. */
export interface CostRatio {
  readonly question: QuestionName;
  readonly arm: ServerName;
  readonly to: ServerName;
  /** Processor time of the server per operation. */
  readonly cpu: Spread;
  /** Operations per second. It says nothing where the bench sets the pace. */
  readonly rate: Spread;
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** @param to the reference arm; a ratio compares readings of the same round */
export function ratiosOf(readings: readonly CostReading[], question: QuestionName, to: ServerName): readonly CostRatio[] {
  const own = readings.filter((reading) => reading.question === question);
  const floors = new Map(own.filter(({ arm }) => arm === to).map((reading) => [reading.round, reading]));
  const arms = [...new Set(own.map(({ arm }) => arm))].filter((arm) => arm !== to);
  return arms.map((arm) => {
    const pairs = own.flatMap((reading) => {
      const floor = floors.get(reading.round);
      return reading.arm === arm && floor ? [{ reading, floor }] : [];
    });
    const cpu = spreadOf(pairs.map(({ reading, floor }) => reading.cpu / floor.cpu));
    const rate = spreadOf(pairs.map(({ reading, floor }) => reading.done / reading.seconds / (floor.done / floor.seconds)));
    return { question, arm, to, cpu, rate };
  });
}
