import { type Agreement, verdictOf } from './agreement.ts';
import { digits, shareText } from './format.ts';

export const agreementTitle = 'Agreement with theory';

export const agreementSentence =
  'Quantiles of polling and means of all against the closed forms, on the path as long as it was measured; bytes against the exchanges that were counted, each cell of each round.';

export const agreementHead = ['', 'measured', 'model', 'unit', 'apart', 'bar', 'verdict'] as const;

/** The cells of a line, as every form of the report shows them. */
export const agreementCells = (one: Agreement): readonly string[] => [
  digits(one.measured),
  digits(one.model),
  one.unit,
  one.apart === undefined ? '–' : shareText(one.apart),
  one.apart === undefined ? '–' : one.bar === 0 ? '0 B' : `${100 * one.bar} %`,
  verdictOf(one),
];
