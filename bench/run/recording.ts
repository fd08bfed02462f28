import type { Reading } from '../measures/measure.ts';
import { type MeasureName, measureNames } from '../result/measures.ts';
import type { Measure, Round, Row } from '../result/result.ts';

/** Rounds of a row, while they arrive. */
interface GrowingRow extends Omit<Row, 'rounds' | 'warnings'> {
  readonly measure: MeasureName;
  readonly rounds: Round[];
  readonly warnings: Set<string>;
}

/** Everything that a run has measured so far, row by row. */
export class Recording {
  readonly #rows = new Map<string, GrowingRow>();

  /** @param round counted from 0 */
  add(reading: Reading, round: number): void {
    const { measure, arm, twin, variant, conditions } = reading;
    const key = JSON.stringify([measure, arm, twin, variant, conditions]);
    const row = this.#rows.get(key) ?? {
      measure,
      arm,
      ...(twin && { twin: true }),
      ...(variant && { variant }),
      conditions,
      rounds: [],
      warnings: new Set<string>(),
    };
    this.#rows.set(key, row);
    row.rounds.push({ index: round, ...reading.round });
    for (const warning of reading.warnings ?? []) row.warnings.add(`round ${round + 1}: ${warning}`);
  }

  /** @returns measures in the order of the report; without those that were not asked for or have no row */
  measures(wanted: readonly MeasureName[]): Measure[] {
    return measureNames
      .filter((name) => wanted.includes(name))
      .flatMap((name): Measure[] => {
        const own = [...this.#rows.values()].filter(({ measure }) => measure === name);
        const rows = own.map(({ measure: _, warnings, ...row }) => ({ ...row, warnings: [...warnings] }));
        return rows.length > 0 ? [{ name, rows, warnings: [] }] : [];
      });
  }
}
