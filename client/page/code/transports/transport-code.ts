import type { RecordKind } from '../../track/records.ts';
import type { SourceFile } from '../source-file.ts';

export const sides = ['client', 'server'] as const;
export type Side = (typeof sides)[number];

/** A line of code, and the record that shows that it ran. The first matching line of a file counts. */
export interface TracedLine {
  readonly kind: RecordKind;
  readonly line: RegExp;
}

/** The files in which a transport differs from the others. */
interface SideCode {
  readonly files: readonly SourceFile[];
  readonly traced: readonly TracedLine[];
}

/** Our code of a transport, on both sides. */
export type TransportCode = Readonly<Record<Side, SideCode>>;

/** The line that hands a notification to the stream's listeners. */
export const delivers: TracedLine = { kind: 'delivered', line: /sink\.notification\(/ };

/** The line that sends a poll's request, one for both polling transports. */
export const requests: TracedLine = { kind: 'asks', line: /return ask\(/ };
