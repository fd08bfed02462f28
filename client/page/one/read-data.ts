import type { Json } from '../../stream/index.ts';

/** Adds the publisher's name, if there is one: as `by` of an object without that field, otherwise beside the data. */
export function signed(data: Json, by: string): Json {
  if (by === '') return data;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { by, ...data } : { by, data };
}

/** In a JSON text: what is no number although it has digits, and the numbers of the rest. */
const [strings, numbers] = [/"(?:\\.|[^"\\])*"/g, /-?\d[\d.eE+-]*/g];

/** Whether it arrives as it is written, by the protocol's rule: an integer with all its digits, a fraction neither infinite nor zero. */
function isKept(literal: string): boolean {
  const value = Number(literal);
  if (!/[.e]/i.test(literal)) return Math.abs(value) < 2 ** 53 || String(value) === literal;
  return Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(literal.replace(/e.*/i, '')));
}

/** JSON if it parses and keeps its numbers, otherwise the text itself. */
export function readData(text: string): Json {
  try {
    const data: Json = JSON.parse(text);
    return (text.replace(strings, '""').match(numbers) ?? []).every(isKept) ? data : text;
  } catch {
    return text;
  }
}
