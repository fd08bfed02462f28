import { followsMachine } from '../result/metrics.ts';
import { wrap } from './columns.ts';
import type { Comparison } from './compare.ts';
import { comparisonTable } from './comparison-table.ts';
import { excess, whole } from './format.ts';
import { textTable } from './text-table.ts';

/** The number of rows without a shown difference, and how large a change would have been shown. */
export function comparisonNoise({ changes }: Comparison): string {
  const still = changes.filter(({ verdict }) => verdict === 'no difference shown');
  const bounds = still.map(({ critical }) => critical).filter(Number.isFinite);
  const noise =
    bounds.length > 0
      ? ` To be shown there, a change would have had to exceed ${excess(Math.min(...bounds))} in the row with the least noise and ${excess(Math.max(...bounds))} in the one with the most.`
      : '';
  return `No difference shown in ${still.length} of ${changes.length} rows.${noise}`;
}

/** How a change of the machine is told from a change of the code. */
export function pairingSentence({ changes, drift, interleaved }: Comparison): string {
  if (interleaved) {
    const floor = drift === undefined ? '' : ` The floor, whose code is the same in both, differed by up to ${excess(Math.max(drift, 1 / drift))}.`;
    return `The two ran interleaved, each step of one right before or after the same step of the other. They are judged by the ratios of these pairs.${floor}`;
  }
  const paired = changes.filter(({ toFloor }) => toFloor).length;
  const opening = 'The two ran one after the other, not interleaved.';
  if (drift === undefined) return `${opening} No floor ran in both, so a slower machine cannot be told from slower code.`;
  const alone = changes.filter(({ toFloor, metric }) => !toFloor && followsMachine(metric)).length;
  const held = `${whole(paired)} rows are also compared with the floor (tcp) of the same round, and are called changed only if both comparisons agree.`;
  const others = alone > 0 ? ` ${whole(alone)} rows have no floor in their table; they had to change by that much more than chance.` : '';
  return `${opening} The floor, whose code is not the server's, changed by up to ${excess(Math.max(drift, 1 / drift))}. ${held}${others}`;
}

/** The comparison for a terminal: changes first, then the number of unchanged rows. At most 100 columns. */
export function formatComparison(comparison: Comparison): string {
  const { before, after, changes, unmatched, cautions } = comparison;
  const changed = changes.filter(({ verdict }) => verdict !== 'no difference shown');
  const opening = `Before: commit ${before.commit.slice(0, 12)}, seed ${before.seed}. After: commit ${after.commit.slice(0, 12)}, seed ${after.seed}.`;
  return `${[
    opening,
    ...cautions.map((caution) => `Caution: ${caution}.`),
    '',
    ...(changed.length > 0 ? textTable(comparisonTable('', changed), 100) : ['  Nothing changed beyond the noise.']),
    '',
    ...wrap(comparisonNoise(comparison), 100),
    ...wrap(pairingSentence(comparison), 100),
    ...(unmatched.length > 0 ? [`${unmatched.length} rows are in only one of the two.`] : []),
  ].join('\n')}\n`;
}
