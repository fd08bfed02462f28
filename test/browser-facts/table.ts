import type { Fact, FactsFile } from './facts.ts';
import { questions } from './questions.ts';

const [begin, end] = ['<!-- browser-facts: npm run browser:facts writes this -->', '<!-- /browser-facts -->'];

function show(value: Fact | undefined, format: ((value: number) => string) | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return format?.(value) ?? String(value);
  return typeof value === 'string' ? value : value.join(', ') || 'nothing';
}

/** A row for each question, a column for each browser. */
export function factsTable({ taken, system, browsers }: FactsFile): string {
  const rows = questions.map(({ key, row, show: format }) => [row, ...browsers.map(({ facts }) => show(facts[key], format))]);
  const head = ['', ...browsers.map(({ version }) => version)];
  const lines = [head, head.map(() => '---'), ...rows];
  return [begin, `Taken on ${taken} on ${system}, over loopback and HTTP/1.1.`, '', ...lines.map((cells) => `| ${cells.join(' | ')} |`), end].join(
    '\n',
  );
}

const section = new RegExp(`${begin}[\\s\\S]*${end}`);

/** The section of a document that holds the table. */
export const tableIn = (document: string): string | undefined => section.exec(document)?.[0];

/** @throws Error if the document has no place for it */
export function withTable(document: string, table: string): string {
  if (!section.test(document)) throw new Error(`Expected the line ${begin} and, further down, ${end}; got a document without.`);
  return document.replace(section, () => table);
}
