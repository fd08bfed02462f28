import type { Ledger } from '../../stream/index.ts';
import { one } from '../lab.ts';

/** What each number counts. `bad` is how it is marked once it is not zero. */
const rows: readonly { readonly of: keyof Ledger; readonly name: string; readonly means: string; readonly bad?: string }[] = [
  { of: 'received', name: 'received', means: 'notifications handed to this page' },
  { of: 'missing', name: 'missing', means: 'numbers skipped without a word', bad: '✕' },
  { of: 'doubled', name: 'doubled', means: 'came again, and were not handed on', bad: '×2' },
  { of: 'reordered', name: 'reordered', means: 'came late, and were handed on then' },
  { of: 'gaps', name: 'gaps told', means: 'jumps that the server owned up to' },
  { of: 'requests', name: 'requests', means: 'HTTP requests and upgrades made' },
];

/** What became of the notifications: counted, not assumed. */
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
            <dd class="means">{count === null ? 'not countable: a filter skips numbers rightly' : means}</dd>
          </div>
        );
      })}
    </dl>
  </section>
);
