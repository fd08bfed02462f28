/** Names the place in the document, what was expected there, and what it holds. */
export class ShapeError extends Error {}

/** Takes an unknown value at a place of a document and returns it typed. @throws ShapeError */
export type Shape<Type> = (value: unknown, place: string) => Type;

/** The type that a shape returns. */
export type Of<Checked> = Checked extends Shape<infer Type> ? Type : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalNames<Given extends Fields> = { [Name in keyof Given]: undefined extends Of<Given[Name]> ? Name : never }[keyof Given];
type ObjectOf<Given extends Fields> = { readonly [Name in Exclude<keyof Given, OptionalNames<Given>>]: Of<Given[Name]> } & {
  readonly [Name in OptionalNames<Given>]?: Of<Given[Name]>;
};

function wrong(place: string, expected: string, got: unknown): never {
  const text = JSON.stringify(got) ?? 'nothing';
  throw new ShapeError(`${place || 'The document'}: expected ${expected}; got ${text.length > 60 ? `${text.slice(0, 57)}…` : text}.`);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text: Shape<string> = (value, place) => (typeof value === 'string' ? value : wrong(place, 'a text', value));

export const flag: Shape<boolean> = (value, place) => (typeof value === 'boolean' ? value : wrong(place, 'true or false', value));

/** A finite number; JSON has no others. */
export const number: Shape<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(place, 'a finite number', value);

/** A whole number from 0 up. */
export const count: Shape<number> = (value, place) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(place, 'a whole number from 0 up', value);

/** A time as `Date.prototype.toISOString` writes it. */
export const instant: Shape<string> = (value, place) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? value : wrong(place, 'a time such as 2026-01-31T12:00:00.000Z', value);

export const oneOf =
  <const Names extends readonly string[]>(names: Names): Shape<Names[number]> =>
  (value, place) =>
    names.find((name) => name === value) ?? wrong(place, `one of ${names.join(', ')}`, value);

export const list =
  <Type>(item: Shape<Type>): Shape<readonly Type[]> =>
  (value, place) =>
    Array.isArray(value) ? value.map((entry: unknown, index) => item(entry, `${place}[${index}]`)) : wrong(place, 'a list', value);

/** Two values, such as a place and its measurement. */
export const pair =
  <One, Other>(one: Shape<One>, other: Shape<Other>): Shape<readonly [One, Other]> =>
  (value, place) =>
    Array.isArray(value) && value.length === 2
      ? [one(value[0], `${place}[0]`), other(value[1], `${place}[1]`)]
      : wrong(place, 'a list of two', value);

/** May be absent; null does not count as absent. */
export const optional =
  <Type>(shape: Shape<Type>): Shape<Type | undefined> =>
  (value, place) =>
    value === undefined ? undefined : shape(value, place);

/** An object with exactly these fields, so that a misspelt one is noticed. */
export const object =
  <Given extends Fields>(fields: Given): Shape<ObjectOf<Given>> =>
  (value, place) => {
    if (!isRecord(value)) return wrong(place, 'an object', value);
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (stranger !== undefined) return wrong(place, `only the fields ${Object.keys(fields).join(', ')}`, stranger);
    const entries = Object.entries(fields).map(([name, shape]) => [name, shape(value[name], place ? `${place}.${name}` : name)] as const);
    return Object.fromEntries(entries.filter(([, checked]) => checked !== undefined)) as ObjectOf<Given>;
  };

/** An object with some of these names as keys. */
export const record =
  <const Names extends readonly string[], Type>(names: Names, shape: Shape<Type>): Shape<Readonly<Partial<Record<Names[number], Type>>>> =>
  (value, place) => {
    if (!isRecord(value)) return wrong(place, 'an object', value);
    const name = oneOf(names);
    const entries = Object.entries(value).map(([key, entry]) => [name(key, place), shape(entry, `${place}.${key}`)] as const);
    return Object.fromEntries(entries) as Partial<Record<Names[number], Type>>;
  };

/** An object with any keys and values of one kind. */
export const dictionary =
  <Type>(shape: Shape<Type>): Shape<Readonly<Record<string, Type>>> =>
  (value, place) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shape(entry, `${place}.${name}`)]))
      : wrong(place, 'an object', value);
