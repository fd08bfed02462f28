import { type Agreement, verdictOf } from './agreement.ts';
import { digits } from './format.ts';

export const agreementTitle = 'Agreement with theory';

export const agreementSentence =
  'Quantiles of polling and means of all against the closed forms, on the path as long as it was measured; bytes against the exchanges that were counted, each cell of each round.';

export const agreementHead = ['', 'measured', 'model', 'apart', 'bar', 'verdict'] as const;

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${share === 0 ? '0' : digits(Math.abs(100 * share))} %`;

/** The cells of a line, as every form of the report shows them. */
export const agreementCells = (one: Agreement): readonly string[] => [
  digits(one.measured),
  `${digits(one.model)} ${one.unit}`.trim(),
  one.apart === undefined ? '–' : signed(one.apart),
  one.apart === undefined ? '–' : `${100 * one.bar} %`,
  verdictOf(one),
];
