import { useSignal } from '@preact/signals';
import { limits } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import { one } from '../lab.ts';
import { passFocus } from '../pass-focus.ts';

const field = '.filter [name="only"]';

/** Which events are read: all, the chosen ones, or broadcasts only. */
export function FilterForm() {
  const event = useSignal('');
  const problem = useSignal('');
  const attempt = async (act: () => Promise<void>) => {
    try {
      problem.value = '';
      await act();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const chosen = one.filter.value;
  return (
    <>
      <form
        class="filter"
        aria-label="Filter"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void attempt(async () => {
            await one.subscribe(event.value);
            event.value = '';
          });
        }}
      >
        <label>
          <span class="label">only this event</span>
          <input
            name="only"
            required
            pattern=".*\S.*"
            title="a name that is not blank"
            maxLength={limits.eventLength}
            autoComplete="off"
            value={event.value}
            onInput={({ currentTarget }) => {
              event.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit">Subscribe</button>
        <p class={problem.value ? 'hint bad' : 'hint'} role={problem.value ? 'alert' : undefined}>
          {problem.value || words(chosen)}
        </p>
      </form>
      {chosen && (
        <div class="chips">
          <ul class="chips" aria-label="Subscribed events">
            {chosen.map((name) => (
              <li key={name}>
                <button
                  type="button"
                  aria-label={`Unsubscribe from ${name}`}
                  onClick={({ currentTarget }) => {
                    passFocus(currentTarget, field);
                    void attempt(() => one.unsubscribe(name));
                  }}
                >
                  <bdi>{name}</bdi> <span aria-hidden="true">✕</span>
                </button>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="plain"
            onClick={({ currentTarget }) => {
              passFocus(currentTarget, field);
              one.readAll();
            }}
          >
            Read all again, with a new ledger
          </button>
        </div>
      )}
    </>
  );
}

function words(chosen: readonly string[] | undefined): string {
  if (!chosen) return 'All events are read. The first subscription narrows that to one.';
  if (chosen.length === 0) return 'No event is read, broadcasts only.';
  return `${chosen.length === 1 ? 'One event is' : `${chosen.length} events are`} read, and broadcasts.`;
}
