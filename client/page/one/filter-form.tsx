import { type Signal, useSignal } from '@preact/signals';
import { limits } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import { one } from '../lab.ts';
import { passFocus } from '../ui/pass-focus.ts';
import { TextField } from '../ui/text-field.tsx';
import './forms.css';

const field = '.filter [name="only"]';

function words(events: readonly string[] | undefined): string {
  if (!events) return 'This stream reads all events. Your first subscription narrows it to one.';
  if (events.length === 0) return 'This stream reads no event, only broadcasts.';
  return `This stream reads ${events.length === 1 ? 'one event' : `${events.length} events`}, and broadcasts.`;
}

/** Runs it, and keeps the error. */
async function attempt(act: () => Promise<void>, problem: Signal<string>): Promise<void> {
  try {
    problem.value = '';
    await act();
  } catch (error) {
    problem.value = messageOf(error);
  }
}

/** The selected events, each with a button to leave it, and a button for all events. */
const Subscriptions = ({ events, problem }: { events: readonly string[]; problem: Signal<string> }) => (
  <div class="chips">
    <ul class="chips" aria-label="Subscribed events">
      {events.map((name) => (
        <li key={name}>
          <button
            type="button"
            aria-label={`Unsubscribe from ${name}`}
            onClick={({ currentTarget }) => {
              passFocus(currentTarget, field);
              void attempt(() => one.unsubscribe(name), problem);
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
      Read all events again (resets the ledger)
    </button>
  </div>
);

/** Which events are read: all, the chosen ones, or broadcasts only. */
export function FilterForm() {
  const event = useSignal('');
  const problem = useSignal('');
  const events = one.filter.value;
  const subscribe = async () => {
    await one.subscribe(event.value);
    event.value = '';
  };
  const submit = (submitted: Event) => {
    submitted.preventDefault();
    void attempt(subscribe, problem);
  };
  return (
    <>
      <form class="filter" aria-label="Filter" onSubmit={submit}>
        <TextField
          label="only this event"
          name="only"
          required
          pattern=".*\S.*"
          title="a name that is not blank"
          maxLength={limits.eventLength}
          value={event}
        />
        <button type="submit">Subscribe</button>
        <p class={problem.value ? 'hint bad' : 'hint'} role={problem.value ? 'alert' : undefined}>
          {problem.value || words(events)}
        </p>
      </form>
      {events && <Subscriptions events={events} problem={problem} />}
    </>
  );
}
