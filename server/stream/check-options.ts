import { isPlainRecord } from './record.ts';

/** The check of one option. `undefined` counts as left out and always passes. */
interface Rule {
  readonly fits: (value: unknown) => boolean;
  /** Completes "Expected `name` to be …". */
  readonly expected: string;
  /** A sentence that says what to do instead. */
  readonly remedy: string;
}

export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/**
 * Checks options at run time, for callers in JavaScript: unchecked, a wrong number would become a timer of 1 ms, and a misspelt name would do nothing.
 * @param call the name of the function that got them, such as `attach`
 * @throws TypeError for another type or an unknown name, RangeError for a number that is out of range
 */
export function checkOptions<Options>(call: string, options: unknown, rules: Rules<Options>): asserts options is Options {
  if (!isPlainRecord(options)) {
    throw new TypeError(`Expected the options of ${call} to be an object; got ${shown(options)}. Name them: { ${Object.keys(rules).join(', ')} }.`);
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof Options] : undefined;
    if (!rule) throw new TypeError(`Expected the options ${Object.keys(rules).join(', ')} of ${call}; got \`${name}\`. Look for a slip of the pen.`);
    if (value === undefined || rule.fits(value)) continue;
    const Kind = typeof value === 'number' ? RangeError : TypeError;
    throw new Kind(`Expected \`${name}\` of ${call} to be ${rule.expected}; got ${shown(value)}. ${rule.remedy}`);
  }
}

export const number = (from: number, to: number, { whole = false, or }: { readonly whole?: boolean; readonly or?: number } = {}) => ({
  fits: (value: unknown): boolean =>
    value === or || (typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value))),
  expected: `${or === undefined ? '' : `${or}, or `}a ${whole ? 'whole ' : ''}number from ${from} to ${to}`,
});

export const calledBack = {
  fits: (value: unknown): boolean => typeof value === 'function',
  expected: 'a function',
};

/** @param each the check of one item; the caller adds `expected` */
export const listOf = (each: (item: string) => boolean) => ({
  fits: (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string' && each(item)),
});

/** A value as JavaScript source, in one short line. */
function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return 'an object';
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'symbol' || value === undefined) return String(value);
  const text = Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
