/** Fields of a JSON object that a server has sent: what they hold is to be seen. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws Error if it is no JSON object */
export function fieldsOf(json: string): Fields {
  const value: unknown = JSON.parse(json);
  if (isFields(value)) return value;
  throw new Error(`Expected a JSON object; got ${json.slice(0, 80)}.`);
}

/** An object, and no array. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that has to be there. @throws Error if it is no text */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new Error(`Expected ${name} to be text; got ${JSON.stringify(fields).slice(0, 80)}.`);
}
