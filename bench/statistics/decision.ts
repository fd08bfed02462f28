import { deviation, mean } from './describe.ts';
import { studentQuantile } from './student.ts';
import { studentizedRange } from './studentized-range.ts';

/** One arm of a comparison: its value in each round, all above 0, in the order of the rounds. */
export interface Contestant {
  readonly label: string;
  /** The label of the arm that this one is an identical copy of. */
  readonly twinOf?: string;
  readonly values: readonly number[];
}

/** What may be said of two arms: the ratio of the first to the second. */
interface Verdict {
  readonly first: string;
  readonly second: string;
  readonly ratio: number;
  /** The arms differ if the ratio exceeds this or falls below its inverse. */
  readonly critical: number;
  readonly different: boolean;
}

export interface Decision {
  readonly verdicts: readonly Verdict[];
  /** The difference of the two identical arms, as a ratio of 1 or more; `undefined` without a twin. */
  readonly twins: number | undefined;
  /** The smallest ratio that four of five such runs would find. */
  readonly detectable: number;
}

/** What is said of two arms, in either order: the ratio of one to the other. */
export function verdictOn({ verdicts }: Decision, one: string, other: string): Pick<Verdict, 'ratio' | 'different'> | undefined {
  const found = verdicts.find(({ first, second }) => (first === one && second === other) || (first === other && second === one));
  return found && { different: found.different, ratio: found.first === one ? found.ratio : 1 / found.ratio };
}

/** Ratios closer to 1 than this do not matter, however certain. */
export const leastRatio = 1.01;

/** The 80 % quantile of the normal distribution: the power of `detectable`. */
const fourOfFive = 0.8416;

/**
 * The factor by which a pair's own spread may exceed its true value, five times out of six: a verdict uses the larger of it and the spread of all
 * arms (root of a chi-squared quantile by its degrees of freedom; Wilson and Hilferty 1931, at one standard deviation). In simulations, a difference
 * called detectable is then found in 80 to 88 % of runs of 3 to 10 rounds.
 */
const widestSpread = (rounds: number): number => {
  const part = 2 / (9 * (rounds - 1));
  return (1 - part + Math.sqrt(part)) ** 1.5;
};

const roundsOf = (contestants: readonly Contestant[]): number => Math.min(...contestants.map(({ values }) => values.length));

/** Whether these can be compared at all: at least two arms in two rounds, and only values that have a logarithm. */
export const comparable = (contestants: readonly Contestant[]): boolean =>
  contestants.length > 1 && roundsOf(contestants) > 1 && contestants.every(({ values }) => values.every((value) => value > 0));

/** The scales by which pairs of a comparison are judged, on logarithms. */
interface Yardstick {
  /** The spread that all arms share. */
  readonly pooled: number;
  /** Critical distance, in units of the spread of all arms together. */
  readonly shared: number;
  /** The same, in units of the pair's own spread; infinite if there are only two rounds. */
  readonly own: number;
}

function yardstick(logs: readonly (readonly number[])[], rounds: number, error: number): Yardstick {
  const arms = logs.length;
  const pairs = (arms * (arms - 1)) / 2;
  const shared = studentizedRange(error / 2, arms, (arms - 1) * (rounds - 1)) / Math.sqrt(rounds);
  // Half of the error, two sides, divided by the number of pairs.
  const own = rounds > 2 ? studentQuantile(1 - error / 4 / pairs, rounds - 1) / Math.sqrt(rounds) : Number.POSITIVE_INFINITY;
  return { pooled: blockSpread(logs), shared, own };
}

/**
 * Max-T over all pairs (Tukey 1953), on the logarithms, with rounds as blocks. Each pair is judged twice, with half of the error each: by the spread
 * that remains when every arm's mean and every round's mean is taken away, or its own where that is larger, so that arms with little noise do not
 * hide a noisy one; and by a paired t test with Bonferroni's share of the error, so that a noisy arm does not spoil the others. The error is that of
 * the whole family of pairs. A pair that differs by no more than the identical twins did is never called different; the twins themselves are judged
 * by the spread alone, or the rule could not be seen to fail.
 * @param error probability that any pair of equal arms is called different
 * @returns no verdicts if there are fewer than two arms or rounds, or a value is not above 0
 */
export function decide(contestants: readonly Contestant[], error: number): Decision {
  const rounds = roundsOf(contestants);
  if (!comparable(contestants)) return { verdicts: [], twins: undefined, detectable: Number.POSITIVE_INFINITY };
  const logs = contestants.map(({ values }) => values.slice(0, rounds).map(Math.log));
  const { pooled, shared, own } = yardstick(logs, rounds, error);
  const twins = twinDistance(contestants, logs);
  const verdicts = contestants.flatMap((first, index) =>
    contestants.slice(0, index).map((second, other) => {
      const apart = differences(logs[index] ?? [], logs[other] ?? []);
      const spread = deviation(apart);
      const byOwn = spread > 0 ? own * spread : Number.POSITIVE_INFINITY;
      const noise = first.twinOf === second.label || second.twinOf === first.label ? 0 : (twins ?? 0);
      const critical = Math.max(Math.min(shared * Math.max(pooled, spread / Math.SQRT2), byOwn), noise, Math.log(leastRatio));
      const ratio = mean(apart);
      return {
        first: first.label,
        second: second.label,
        ratio: Math.exp(ratio),
        critical: Math.exp(critical),
        different: Math.abs(ratio) > critical,
      };
    }),
  );
  const bar = Math.max(shared * pooled, twins ?? 0, Math.log(leastRatio));
  const detectable = widestSpread(rounds) * (bar + fourOfFive * pooled * Math.sqrt(2 / rounds));
  return { verdicts, twins: twins === undefined ? undefined : Math.exp(twins), detectable: Math.exp(detectable) };
}

const differences = (one: readonly number[], other: readonly number[]): number[] => one.map((value, round) => value - (other[round] ?? value));

/** The residual spread of arms × rounds without interaction. */
function blockSpread(logs: readonly (readonly number[])[]): number {
  const rounds = logs[0]?.length ?? 0;
  const roundMeans = Array.from({ length: rounds }, (_, round) => mean(logs.map((values) => values[round] ?? 0)));
  const grand = mean(roundMeans);
  const squares = logs.map((values) => {
    const own = mean(values);
    return values.reduce((sum, value, round) => sum + (value - own - (roundMeans[round] ?? 0) + grand) ** 2, 0);
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / ((logs.length - 1) * (rounds - 1)));
}

function twinDistance(contestants: readonly Contestant[], logs: readonly (readonly number[])[]): number | undefined {
  const twin = contestants.findIndex(({ twinOf }) => twinOf !== undefined);
  const original = contestants.findIndex(({ label }) => label === contestants[twin]?.twinOf);
  const [one, other] = [logs[twin], logs[original]];
  return one && other ? Math.abs(mean(differences(one, other))) : undefined;
}
