import { shapeOf } from '../../../server/stream/json-text.ts';
import type { Json } from '../../stream/index.ts';

/** Adds the publisher's name, if there is one: as `by` of an object without that field, otherwise beside the data. */
export function signed(data: Json, by: string): Json {
  if (by === '') return data;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { by, ...data } : { by, data };
}

/** JSON if it parses and each of its numbers would arrive as it is written, otherwise the text itself. */
export function readData(text: string): Json {
  try {
    const data: Json = JSON.parse(text);
    return shapeOf(text).unsafe === undefined ? data : text;
  } catch {
    return text;
  }
}
