import type { MeasureName } from '../result/measures.ts';
import { mainTables } from './result-tables.ts';
import { verdictLine } from './sentences.ts';
import type { Summary } from './summary.ts';

/** The result of one table in a sentence. */
export interface Verdict {
  readonly measure: MeasureName;
  readonly sentence: string;
  readonly conditions: string;
}

/** The first questions of a reader, in this order. */
const asked: readonly MeasureName[] = ['latency', 'bytes', 'server-load', 'memory', 'capacity', 'uplink', 'recovery'];

/** One sentence for each table that compares something. Nothing is ranked within the noise. */
export const verdicts = ({ sections }: Summary): readonly Verdict[] =>
  asked.flatMap((name) =>
    sections
      .filter((section) => section.name === name)
      .flatMap(mainTables)
      .filter(({ decision }) => decision.verdicts.length > 0)
      .map((table) => ({ measure: name, sentence: verdictLine(table), conditions: table.caption })),
  );
