import type { Coefficients, Span } from '../../../bench/model/index.ts';
import { bytes, milliseconds, number } from '../numbers.ts';
// Made by `npm run choosing` from the committed results, which are a megabyte.
import data from './measured.json' with { type: 'json' };

export type FigureName = keyof typeof data.figures;

/** A number that was measured. */
export interface Figure {
  /** The median at `path`, with six digits. */
  readonly value: number;
  readonly unit: string;
  /** Path within the committed result, in the syntax of `jq`. */
  readonly path: string;
  /** The run did not reach the limit: the true value is higher. */
  readonly atLeast?: boolean;
}

/** Every figure that a reason may have. */
export const figures: Readonly<Record<FigureName, Figure>> = data.figures;

/** The run that the figures come from. */
export const run = data.run;

const range = data.coefficients.measuredRange;
const spanOf = ({ least, most }: { readonly least: number; readonly most: number }): Span => [least, most];

/** What the cost of a server is computed from. */
export const coefficients: Coefficients = {
  transports: data.coefficients.transports,
  measuredRange: {
    clients: spanOf(range.clients),
    rate: spanOf(range.rate),
    payload: spanOf(range.payload),
    pollInterval: spanOf(range.pollInterval),
  },
};

function quantity({ value, unit }: Figure): string {
  if (unit === 'ms') return milliseconds(value);
  if (unit === 'B') return bytes(value);
  return `${number(value)}${unit}`;
}

/** With its unit, for a sentence. */
export const figureText = (name: FigureName): string => `${figures[name].atLeast ? 'at least ' : ''}${quantity(figures[name])}`;

export const figureValue = (name: FigureName): number => figures[name].value;
