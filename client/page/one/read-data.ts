import type { Json } from '../../stream/index.ts';

/** JSON if it parses, otherwise the text itself. */
export function readData(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
