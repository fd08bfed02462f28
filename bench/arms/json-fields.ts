/** Fields of a JSON object that a server has sent; their types are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws Error if it is not a JSON object */
export function fieldsOf(json: string): Fields {
  const value: unknown = JSON.parse(json);
  if (isFields(value)) return value;
  throw new Error(`Expected a JSON object; got ${json.slice(0, 80)}.`);
}

/** An object that is not an array. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A required field. @throws Error if it is not text */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Error(`Expected ${name} to be text; got ${JSON.stringify(fields).slice(0, 80)}.`);
}
