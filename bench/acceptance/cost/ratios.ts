import { median } from '../../statistics/describe.ts';
import type { QuestionName, Turn } from './questions.ts';
import type { ServerName } from './servers.ts';

/** One turn of one server in one round. */
export interface CostReading extends Turn {
  readonly question: QuestionName;
  readonly arm: ServerName;
  readonly round: number;
}

/** A ratio of what stood next to each other in a round: the middle of all rounds, and the two ends. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One arm beside the one that it is held against. */
export interface CostRatio {
  readonly question: QuestionName;
  readonly arm: ServerName;
  readonly to: ServerName;
  /** Processor time of the server for each. */
  readonly cpu: Spread;
  /** How many a second. Of paced questions it says nothing. */
  readonly rate: Spread;
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** @param to the arm that the others are held against, in the same round */
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
