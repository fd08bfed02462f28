import type { CheckName } from './options.ts';

/** One bar, and whether it was met. */
export interface Finding {
  readonly check: CheckName;
  readonly what: string;
  readonly bar: string;
  /** The measured value, in words. */
  readonly figure: string;
  readonly held: boolean;
}

const cells = ({ check, what, bar, figure, held }: Finding): readonly string[] => [held ? 'passed' : 'FAILED', check, what, bar, figure];

/** A line for each, in columns. */
export function formatFindings(findings: readonly Finding[]): string {
  const lines = [['', 'check', 'what', 'bar', 'figure'], ...findings.map(cells)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}
