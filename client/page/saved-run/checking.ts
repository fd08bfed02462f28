/** Checks the values of a file one by one. Each refusal is a sentence with what was expected and what came. Pure. */
import { shortened } from '../shortened.ts';

/** A file that is not a saved run, or one that this page cannot read. */
export class RunFileError extends Error {}

/** The value, shortened to fit into a sentence. */
const told = (value: unknown): string => shortened(value === undefined ? 'nothing' : JSON.stringify(value), 60);

export function refuse(where: string, expected: string, value: unknown): never {
  throw new RunFileError(`Expected ${where} to be ${expected}; got ${told(value)}.`);
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export const fields = (where: string, value: unknown): Fields => (isFields(value) ? value : refuse(where, 'an object', value));

export const list = (where: string, value: unknown): readonly unknown[] => (Array.isArray(value) ? value : refuse(where, 'a list', value));

export const number = (where: string, value: unknown, least = Number.NEGATIVE_INFINITY): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= least
    ? value
    : refuse(where, least === 0 ? 'a number from 0 up' : 'a number', value);

export const text = (where: string, value: unknown): string => (typeof value === 'string' ? value : refuse(where, 'a text', value));

export const oneOf = <Value extends string>(where: string, value: unknown, values: readonly Value[]): Value =>
  values.find((one) => one === value) ?? refuse(where, `one of ${values.join(', ')}`, value);

/** @param read is only called for a present value */
export const optional = <Value>(value: unknown, read: (value: unknown) => Value): Value | undefined =>
  value === undefined || value === null ? undefined : read(value);
