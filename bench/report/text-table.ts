import { colours, identities } from '../result/identity.ts';
import type { Cell, CellTable, Head } from './cells.ts';
import { type Column, layOutAll } from './columns.ts';

const shown = ({ value, spread, note, arm }: Cell, { terminal }: Head): string =>
  [[arm === undefined ? '' : `${identities[arm].glyph} `, value, note ? `, ${note}` : ''].join(''), terminal === 'values' ? '' : spread]
    .filter(Boolean)
    .join(' ');

const columnOf = ({ heads, rows }: CellTable, index: number): Column[] => {
  const head = heads[index];
  if (!head || head.terminal === 'none') return [];
  const { title, unit = '', align } = head;
  return [{ title, unit, align: align === 'left' ? 'left' : 'point', cells: rows.map((row) => (row[index] ? shown(row[index], head) : '')) }];
};

/** The row's shape in its colour. */
function paint(line: string, [first]: readonly Cell[]): string {
  if (first?.arm === undefined) return line;
  const { glyph } = identities[first.arm];
  return line.replace(glyph, `\x1b[38;5;${colours[first.arm].ansi}m${glyph}\x1b[0m`);
}

/**
 * A table for a terminal. Columns that do not fit follow in further tables below, each with the first column again. @param width characters at most
 */
export function textTable(table: CellTable, width: number, colour = false): string[] {
  const columns = table.heads.flatMap((_, index) => columnOf(table, index));
  return layOutAll(columns, width - 2).flatMap((lines, part) => [
    ...(part > 0 ? [''] : []),
    ...lines.map((line, index) => {
      const row = table.rows[index - (lines.length - table.rows.length)];
      return `  ${colour && row ? paint(line, row) : line}`.trimEnd();
    }),
  ]);
}
