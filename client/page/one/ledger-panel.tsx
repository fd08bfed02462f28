import type { Ledger } from '../../stream/index.ts';
import { one } from '../lab.ts';
import './ledger-panel.css';

/** What each number counts. `bad` is its style once it is not zero. */
const rows: readonly { readonly of: keyof Ledger; readonly name: string; readonly means: string; readonly bad?: string }[] = [
  { of: 'received', name: 'received', means: 'notifications delivered to this page' },
  { of: 'missing', name: 'missing', means: 'sequence numbers skipped without a gap message', bad: '✕' },
  { of: 'doubled', name: 'doubled', means: 'received again, and dropped', bad: '×2' },
  { of: 'reordered', name: 'reordered', means: 'delivered after a later one' },
  { of: 'gaps', name: 'gaps', means: 'losses that the server reported' },
  { of: 'requests', name: 'requests', means: 'HTTP requests and upgrades' },
];

/** The ledger of notifications: counted, not assumed. */
export const LedgerPanel = () => (
  <section aria-labelledby="ledger-title">
    <h2 id="ledger-title">Ledger</h2>
    <dl class="ledger">
      {rows.map(({ of, name, means, bad }) => {
        const count = one.ledger.value[of];
        return (
          <div key={of} class={bad && count ? `bad ${of}` : of}>
            <dt>{name}</dt>
            <dd>
              {count !== 0 && bad && count !== null && <span class="mark">{bad}</span>}
              {count === null ? '–' : count.toLocaleString('en')}
            </dd>
            <dd class="means">{count === null ? 'not known: the filter skips numbers too' : means}</dd>
          </div>
        );
      })}
    </dl>
  </section>
);
