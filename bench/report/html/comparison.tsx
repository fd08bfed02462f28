import { renderToString } from 'preact-render-to-string';
import type { Result } from '../../result/result.ts';
import type { Comparison } from '../compare.ts';
import { comparisonTable } from '../comparison-table.ts';
import { comparisonNoise, pairingSentence } from '../comparison-text.ts';
import { Table } from './cell-table.tsx';

const runOf = ({ started, commit, seed }: Result): string => `${started.slice(0, 16).replace('T', ' ')}, commit ${commit.slice(0, 12)}, seed ${seed}`;

function Compared({ before, after, changes, unmatched, cautions, ...rest }: Comparison) {
  const changed = changes.filter(({ verdict }) => verdict !== 'no difference shown');
  const still = changes.filter(({ verdict }) => verdict === 'no difference shown');
  const comparison = { before, after, changes, unmatched, cautions, ...rest };
  return (
    <section>
      <h2>Compared</h2>
      <p>{`Before: ${runOf(before)}. After: ${runOf(after)}.`}</p>
      {cautions.map((caution) => (
        <p class="wrong">{`Caution: ${caution}.`}</p>
      ))}
      {changed.length > 0 ? (
        <Table of={comparisonTable('Changes beyond the noise; the brackets behind a ratio hold the true one in 95 % of such runs', changed)} />
      ) : (
        <p class="verdict">Nothing changed beyond the noise.</p>
      )}
      <p class="note">{comparisonNoise(comparison)}</p>
      <p class="note">{pairingSentence(comparison)}</p>
      {still.length > 0 && (
        <details>
          <summary>{`${still.length} rows without a difference shown`}</summary>
          <Table of={comparisonTable('No difference shown', still)} />
        </details>
      )}
      {unmatched.length > 0 && <p class="note">{`${unmatched.length} rows are in only one of the two.`}</p>}
    </section>
  );
}

/** The changes between two results, as a part of a page: changed rows first, the rest folded away. */
export const comparisonSection = (comparison: Comparison): string => renderToString(<Compared {...comparison} />);
