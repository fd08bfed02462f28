import { useSignal } from '@preact/signals';
import { paused, summaries } from '../lab.ts';
import { verdict } from '../lanes/describe.ts';
import { notice, notify } from '../notice.ts';
import { settings } from '../settings/store.ts';
import { brokenOnPurpose } from '../telemetry/broken.ts';
import { labState } from '../telemetry/telemetry.ts';
import { passFocus } from '../ui/pass-focus.ts';
import { useInterval } from '../ui/use-interval.ts';

/** Milliseconds between two sentences that are read aloud. */
const pace = 5_000;

function sentence(): string {
  if (paused.peek() === 'hidden') return 'Paused while this tab is hidden: its lanes wait at their cursors.';
  if (paused.peek() === 'visitor') return 'Paused: the lanes wait at their cursors, and the log goes on.';
  const { mode, lanes } = settings.peek();
  const broken = brokenOnPurpose(labState.peek()).map(({ does }) => does);
  return [...broken, ...(mode === 'race' ? [verdict(summaries.peek(), lanes)] : [])].join(' ');
}

/** How the race stands, for those who listen; and what the page has to say, which stays until it is put away. */
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
                Put away
              </button>
            </p>
          )}
        </div>
      </div>
    </>
  );
}
