import { identities } from '../result/identity.ts';
import type { Cell, CellTable, Head } from './cells.ts';

/** Text in a cell of a GitHub table, in which a vertical bar would end the cell. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');

const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;

const headText = ({ title, unit }: Head): string => [title, unit].filter(Boolean).join(', ');

function cellText({ value, spread, note, mark, arm }: Cell): string {
  const named = `${arm === undefined ? '' : identities[arm].glyph} ${mark === 'best' ? `**${value}**` : value}`.trim();
  return [note ? `${named}, ${note}` : named, spread].filter(Boolean).join(' ');
}

/** A table in GitHub's Markdown, without its caption and notes. The best values are bold. */
export const markdownTable = ({ heads, rows }: CellTable): string =>
  [
    line(heads.map(headText)),
    `| ${heads.map(({ align }) => (align === 'left' ? ':--' : '--:')).join(' | ')} |`,
    ...rows.map((cells) => line(cells.map(cellText))),
  ].join('\n');

/** The table between its caption and its notes. */
export const toldTable = (table: CellTable): string =>
  [table.caption, markdownTable(table), (table.notes ?? []).join(' ')].filter(Boolean).join('\n\n');
