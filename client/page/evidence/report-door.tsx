import { useSignal } from '@preact/signals';
import { doorUrl } from '../place.ts';
import './report.css';

/** The newest result, as the bench's own document, which can be printed, saved, and compared with another. */
export default function Door() {
  const document = doorUrl('report.html');
  const loaded = useSignal(false);
  return (
    <section class="evidence" aria-labelledby="report-title">
      <h1 id="report-title">What was measured</h1>
      <p>
        The newest result of <code>npm run bench</code> that compares the four.{' '}
        <a href={document} target="_blank" rel="noreferrer">
          Open it alone
        </a>
        , to print it or to save it.
      </p>
      <div class="frame">
        <p class="hint" role="status">
          {!loaded.value && 'The lab is making the report …'}
        </p>
        <iframe
          src={document}
          title="The newest result of the bench"
          onLoad={() => {
            loaded.value = true;
          }}
        />
      </div>
    </section>
  );
}
