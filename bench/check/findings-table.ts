import { transports } from '../result/identity.ts';
import type { Finding } from './watch/findings/index.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;

const needs = ({ needsPublish, needsHostile }: Finding): string => (needsPublish ? '`--publish`' : needsHostile ? '`--hostile`' : '');

/** The findings as a table of Markdown, for docs/check.md. */
export const findingsTable = (findings: readonly Finding[]): string =>
  row(['finding', 'of', 'needs', 'why it matters', 'what to do', 'shown by']) +
  row(['---', '---', '---', '---', '---', '---']) +
  findings
    .map((finding) => {
      const { name, kinds, why, remedy, shown, lab } = finding;
      const of = kinds.map((kind) => `${transports[kind].glyph} ${kind}`).join(', ');
      return row([`\`${name}\``, of, needs(finding), why, remedy, `[${shown}](${shown})${lab ? `; ${lab}` : ''}`]);
    })
    .join('');
