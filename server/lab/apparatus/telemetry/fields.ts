import { quote } from '../../../stream/problem.ts';
import { isPlainRecord } from '../../../stream/record.ts';
import { Refusal } from './refusal.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Smallest and largest, and whether only whole numbers are taken. */
export type Range = readonly [min: number, max: number, whole?: 'whole'];

export function known(fields: Fields, names: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refusal('bad-message', `Expected only ${names.join(', ')}; got ${quote(unknown)}. See docs/telemetry.md.`);
}

export function within(name: string, value: unknown, [min, max, whole]: Range): number {
  if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new Refusal(
    'bad-message',
    `Expected ${name} to be a ${whole ? 'whole ' : ''}number from ${min} to ${max}; got ${quote(value)}. Choose one in between.`,
  );
}

export function matching(name: string, value: unknown, pattern: RegExp, expected: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new Refusal('bad-message', `Expected ${name} to be ${expected}; got ${quote(value)}. Draw another one.`);
}

export function flagOf(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new Refusal('bad-message', `Expected ${name} to be true or false; got ${quote(value)}. Send one of them.`);
}

export function fieldsOf(value: unknown, expected: string): Fields {
  if (isPlainRecord(value)) return value;
  throw new Refusal('bad-message', `Expected ${expected}; got ${quote(value)}. Send an object.`);
}
