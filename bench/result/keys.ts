/** The keys of a table that is written out in the code. A type may have more keys than it names, which `Object.keys` reckons with and a literal has not. */
export const keysOf = <Table extends object>(table: Table): readonly (keyof Table & string)[] => Object.keys(table) as (keyof Table & string)[];

/** One of something for each of these names. */
export const recordOf = <Name extends string, Value>(names: readonly Name[], make: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
