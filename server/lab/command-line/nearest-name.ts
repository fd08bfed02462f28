/** Insertions, deletions, replacements and swaps of neighbours that make one text of the other (optimal string alignment). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const change = at(row - 1, column - 1) + (same ? 0 : 1);
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, change, swapped ? at(row - 2, column - 2) + 1 : change));
    }
  }
  return at(one.length, other.length);
}

/** The name that was probably meant: at most a third of its letters are wrong, or it begins with what was typed. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const ranked = names.map((name) => ({ name, wrong: distance(typed, name) })).sort((one, other) => one.wrong - other.wrong);
  const [best] = ranked.filter(({ name, wrong }) => wrong <= Math.max(1, Math.floor(name.length / 3)));
  return best?.name ?? (typed.length >= 2 ? names.find((name) => name.startsWith(typed)) : undefined);
}
