import { useSignal } from '@preact/signals';
import { paused, summaries } from '../lab.ts';
import { verdict } from '../lanes/describe.ts';
import { notice, notify } from '../notice.ts';
import { settings } from '../settings/store.ts';
import { activeFaults } from '../telemetry/active-faults.ts';
import { labState } from '../telemetry/telemetry.ts';
import { passFocus } from '../ui/pass-focus.ts';
import { useInterval } from '../ui/use-interval.ts';
import './notes.css';

/** Milliseconds between two sentences for screen readers. */
const pace = 5_000;

function sentence(): string {
  if (paused.peek() === 'hidden') return 'Paused while this tab is hidden. The lanes will resume at their cursors.';
  if (paused.peek() === 'visitor') return 'Paused. The log goes on, and the lanes will resume at their cursors.';
  const { mode, lanes } = settings.peek();
  const broken = activeFaults(labState.peek()).map(({ does }) => does);
  return [...broken, ...(mode === 'race' ? [verdict(summaries.peek(), lanes)] : [])].join(' ');
}

/** The state of the race, for screen readers, and notices, which stay until they are dismissed. */
export function StatusLine() {
  const spoken = useSignal('');
  useInterval(() => {
    spoken.value = sentence();
  }, pace);
  return (
    <>
      <p class="unseen" aria-live="polite">
        {spoken.value}
      </p>
      <div class="notes">
        {paused.value && <p class="paused">{sentence()}</p>}
        <div role="alert" class="notice">
          {notice.value && (
            <p>
              {notice.value}{' '}
              <button
                type="button"
                class="plain"
                onClick={({ currentTarget }) => {
                  passFocus(currentTarget, 'main');
                  notify(undefined);
                }}
              >
                Dismiss
              </button>
            </p>
          )}
        </div>
      </div>
    </>
  );
}
