import type { MeasureName } from '../result/measures.ts';
import { mainTables } from './result-tables.ts';
import { verdictLine } from './sentences.ts';
import type { Summary } from './summary.ts';

/** What one table says, in a sentence. */
export interface Verdict {
  readonly measure: MeasureName;
  readonly sentence: string;
  readonly conditions: string;
}

/** What a reader asks first, in this order. */
const asked: readonly MeasureName[] = ['latency', 'bytes', 'server-load', 'memory', 'capacity', 'uplink', 'recovery'];

/** One sentence for each table in which something was compared; nobody is ranked within the noise. */
export const verdicts = ({ sections }: Summary): readonly Verdict[] =>
  asked.flatMap((name) =>
    sections
      .filter((section) => section.name === name)
      .flatMap(mainTables)
      .filter(({ decision }) => decision.verdicts.length > 0)
      .map((table) => ({ measure: name, sentence: verdictLine(table), conditions: table.caption })),
  );
