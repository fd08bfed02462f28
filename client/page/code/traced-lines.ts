import type { RecordKind } from '../track/records.ts';
import type { TracedLine } from './transports/transport-code.ts';

/** Lines of a file, counted from 0, by the record that shows that they ran. */
export function findTraced(text: string, traced: readonly TracedLine[]): Map<RecordKind, number> {
  const lines = text.split('\n');
  return new Map(
    traced.flatMap(({ kind, line }): [RecordKind, number][] => {
      const index = lines.findIndex((one) => line.test(one));
      return index < 0 ? [] : [[kind, index]];
    }),
  );
}
