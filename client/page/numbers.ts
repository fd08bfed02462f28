/** Numbers as the page shows them: three significant digits, always with a unit. */

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Three significant digits, but all digits before the point. */
export const number = (value: number): string => (Math.abs(value) >= 1_000 ? whole : digits).format(value);

/** A number and its unit, apart: the unit is smaller. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const lacking: Quantity = { value: '–', unit: '' };

/** @param value milliseconds; NaN means not measured */
function duration(value: number): Quantity {
  if (Number.isNaN(value)) return lacking;
  if (Math.abs(value) >= 9_950) return { value: number(value / 1_000), unit: 's' };
  return { value: Math.abs(value) < 10 ? value.toFixed(1) : whole.format(value), unit: 'ms' };
}

/** A delay in large type: from a second on in seconds, as the sentence below it says it, and no wider than three digits. */
export const headline = (value: number): Quantity => (Math.abs(value) >= 999.5 ? { value: number(value / 1_000), unit: 's' } : duration(value));

export const milliseconds = (value: number): string => {
  const { value: text, unit } = duration(value);
  return unit ? `${text} ${unit}` : text;
};

/** @param value bytes; NaN means not measured */
export const counted = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;

export function size(value: number): Quantity {
  if (!Number.isFinite(value)) return lacking;
  if (value < 10_000) return { value: whole.format(value), unit: 'B' };
  return value < 10_000_000 ? { value: number(value / 1_000), unit: 'kB' } : { value: number(value / 1_000_000), unit: 'MB' };
}

export const bytes = (value: number): string => {
  const { value: text, unit } = size(value);
  return unit ? `${text} ${unit}` : text;
};
