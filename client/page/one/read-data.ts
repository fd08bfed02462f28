import type { Json } from '../../stream/index.ts';

/** The data with the name of whoever publishes it, where he has one: as `by` of an object that has none, and beside anything else. */
export function signed(data: Json, by: string): Json {
  if (by === '') return data;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { by, ...data } : { by, data };
}

/** JSON if it parses, otherwise the text itself. */
export function readData(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
