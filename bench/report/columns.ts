/** A column of a text table, from top to bottom. */
export interface Column {
  readonly title: string;
  readonly unit?: string;
  readonly cells: readonly string[];
  /** Text is aligned left, numbers on their decimal point. */
  readonly align?: 'left' | 'point';
}

/** Pads numbers so that their points are aligned; the text behind a number stays there. */
function onPoint(cells: readonly string[]): string[] {
  const parts = cells.map((cell) => /^((?:[<≥] |[+−])?-?[\d,]*)(\.\d+)?(.*)$/s.exec(cell) ?? ['', '', '', cell]);
  const before = Math.max(...parts.map(([, whole = '']) => whole.length));
  const after = Math.max(...parts.map(([, , fraction = '']) => fraction.length));
  return parts.map(([, whole = '', fraction = '', rest = '']) =>
    (whole === '' ? rest.padStart(before + after) : whole.padStart(before) + fraction.padEnd(after) + rest).trimEnd(),
  );
}

interface Block {
  readonly lines: readonly string[];
  readonly width: number;
}

function block({ title, unit = '', cells, align = 'point' }: Column, units: boolean): Block {
  const body = align === 'left' ? [...cells] : onPoint(cells);
  const width = Math.max(title.length, unit.length, ...body.map((line) => line.length));
  const inner = Math.max(...body.map((line) => line.length), 0);
  const place = (line: string) => (align === 'left' ? line.padEnd(width) : line.padEnd(inner).padStart(width));
  const head = (line: string) => (align === 'left' ? line.padEnd(width) : line.padStart(width));
  return { width, lines: [head(title), ...(units ? [head(unit)] : []), ...body.map(place)] };
}

const between = '  ';

/**
 * Columns side by side. If the width does not suffice, the last columns are left out, but never the first two nor the very last one.
 * @param width characters at most
 * @returns lines without trailing blanks, the titles first, and the columns that were left out
 */
function layOut(columns: readonly Column[], width: number): { lines: string[]; omitted: Column[] } {
  const units = columns.some(({ unit }) => unit);
  const kept = columns.map((column) => ({ column, block: block(column, units) }));
  const omitted: Column[] = [];
  const total = () => kept.reduce((sum, { block: { width: own } }) => sum + own + between.length, -between.length);
  while (total() > width && kept.length > 3) omitted.unshift(...kept.splice(-2, 1).map(({ column }) => column));
  const height = Math.max(0, ...kept.map(({ block: { lines } }) => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    kept
      .map(({ block: own }) => own.lines[line] ?? '')
      .join(between)
      .trimEnd(),
  );
  return { lines, omitted };
}

/** The same, with the remaining columns in further tables below, each with the first column again. */
export function layOutAll(columns: readonly Column[], width: number): string[][] {
  const { lines, omitted } = layOut(columns, width);
  const [first] = columns;
  const tables = [lines];
  for (let left = omitted; first && left.length > 0; ) {
    let count = left.length;
    while (count > 1 && layOut([first, ...left.slice(0, count)], width).omitted.length > 0) count -= 1;
    tables.push(layOut([first, ...left.slice(0, count)], width).lines);
    left = left.slice(count);
  }
  return tables;
}

/** Breaks a text at blanks, but never between a number and its unit. @param first in front of the first line; the other lines get two more blanks */
export function wrap(text: string, width: number, first = ''): string[] {
  const lines = [first];
  for (const [index, word] of text.split(/ (?![×%])/).entries()) {
    const line = lines.at(-1) ?? '';
    if (index > 0 && line.length + 1 + word.length > width) lines.push(`${' '.repeat(first.length + 2)}${word}`);
    else lines[lines.length - 1] = index === 0 ? line + word : `${line} ${word}`;
  }
  return lines;
}
