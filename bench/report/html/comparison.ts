import { identities } from '../../result/identity.ts';
import { metrics } from '../../result/metrics.ts';
import type { Result } from '../../result/result.ts';
import { element, escapeText, type Markup } from '../charts/svg.ts';
import type { Comparison } from '../compare.ts';
import { comparisonNoise, pairingSentence } from '../comparison-text.ts';
import { capital, digits, spread, times } from '../format.ts';
import { scrolling, title } from './tables.ts';

const small = (text: string): Markup => element('small', {}, escapeText(text));

const runOf = ({ started, commit, seed }: Result): string => `${started.slice(0, 16).replace('T', ' ')}, commit ${commit.slice(0, 12)}, seed ${seed}`;

type Change = Comparison['changes'][number];

const verdictCell = ({ verdict }: Change): Markup => element('td', { class: verdict === 'worse' ? 'text wrong' : 'text' }, escapeText(verdict));

function rowOf(change: Change): Markup[] {
  const { table, row, metric, before, after, ratio, toFloor } = change;
  const { label, unit } = metrics[metric];
  return [
    element(
      'th',
      { scope: 'row' },
      element('span', { class: `glyph ${row.arm}`, 'aria-hidden': 'true' }, identities[row.arm].glyph),
      escapeText(row.label),
      small(`${table.measure} · ${table.caption}`),
    ),
    element('td', { class: 'text' }, escapeText(capital(label)), small(unit)),
    element('td', {}, digits(before.value), small(spread(before))),
    element('td', {}, digits(after.value), small(spread(after))),
    element('td', {}, times(ratio.value), small(spread(ratio))),
    element('td', {}, toFloor ? times(toFloor.value) : '–', toFloor ? small(spread(toFloor)) : ''),
    verdictCell(change),
  ];
}

const head = [
  title('Row'),
  title('Metric'),
  title('Before'),
  title('After'),
  title('Ratio', 'after / before'),
  title('Ratio to the floor', 'after / before'),
  title('Verdict'),
];

const paragraph = (text: string, kind?: string): Markup => element('p', { class: kind }, escapeText(text));

/** What changed between two results, as a part of a page: what did first, the rest behind a summary. */
export function comparisonSection(comparison: Comparison): Markup {
  const { before, after, changes, unmatched, cautions } = comparison;
  const [changed, still] = [true, false].map((moved) => changes.filter(({ verdict }) => (verdict !== 'no difference shown') === moved));
  const tableOf = (caption: string, list: readonly Change[]) => scrolling(caption, head, list.map(rowOf));
  const quiet = still ?? [];
  return element(
    'section',
    {},
    element('h2', {}, 'Compared'),
    paragraph(`Before: ${runOf(before)}. After: ${runOf(after)}.`),
    ...cautions.map((caution) => paragraph(`Caution: ${caution}.`, 'wrong')),
    changed && changed.length > 0
      ? tableOf('What changed beyond the noise; brackets behind a ratio hold the true one in 95 % of such runs', changed)
      : paragraph('Nothing changed beyond the noise.', 'verdict'),
    paragraph(comparisonNoise(comparison), 'note'),
    paragraph(pairingSentence(comparison), 'note'),
    quiet.length > 0
      ? element('details', {}, element('summary', {}, `${quiet.length} rows without a difference shown`), tableOf('No difference shown', quiet))
      : '',
    unmatched.length > 0 ? paragraph(`${unmatched.length} rows are in one of the two only.`, 'note') : '',
  );
}
