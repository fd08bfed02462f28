/**
 * The keys of an object literal in the code. `Object.keys` returns strings only, because a value may have more keys than its type; a literal has not.
 */
export const keysOf = <Table extends object>(table: Table): readonly (keyof Table & string)[] => Object.keys(table) as (keyof Table & string)[];

/** An object with one value for each of these names. */
export const recordOf = <Name extends string, Value>(names: readonly Name[], make: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
