import { useSignal } from '@preact/signals';
import { limits } from '../../../server/stream/protocol.ts';
import { failureText } from '../entries.ts';
import { messageOf } from '../errors.ts';
import { one, publish } from '../lab.ts';
import { readData } from './read-data.ts';

/** How a command travels at present. */
const way = () =>
  one.transport.value === 'websocket' && one.connection.value.state === 'open' ? 'as a frame on the open WebSocket' : 'with POST /publish';

/** Publishes one notification, to the subscribers of its event or to all. */
export function PublishForm() {
  const event = useSignal('news');
  const data = useSignal('{"hello":"world"}');
  const outcome = useSignal<{ readonly failed: boolean; readonly text: string } | undefined>(undefined);
  const send = async (type: 'publish' | 'broadcast') => {
    const how = way();
    try {
      const id = await publish(type, event.value, readData(data.value));
      outcome.value = { failed: false, text: `Stored as ${id}, sent ${how}.` };
    } catch (error) {
      outcome.value = { failed: true, text: `Not published: ${failureText(messageOf(error))}` };
    }
  };
  const kind = typeof readData(data.value) === 'string' ? 'a string' : 'JSON';
  return (
    <section aria-labelledby="publish-title">
      <h2 id="publish-title">Publish</h2>
      <form
        class="publish"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void send('publish');
        }}
      >
        <label>
          <span class="label">event</span>
          <input
            name="event"
            required
            maxLength={limits.eventLength}
            autoComplete="off"
            value={event.value}
            onInput={({ currentTarget }) => {
              event.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          <span class="label">data, sent as {kind}</span>
          <input
            name="data"
            autoComplete="off"
            spellcheck={false}
            value={data.value}
            onInput={({ currentTarget }) => {
              data.value = currentTarget.value;
            }}
          />
        </label>
        <p class="buttons">
          <button type="submit">Publish</button>
          <button type="button" title="Passes every filter" onClick={() => void send('broadcast')}>
            Broadcast
          </button>
        </p>
      </form>
      <output class={outcome.value?.failed ? 'hint bad' : 'hint'}>{outcome.value?.text ?? `Goes ${way()}. A broadcast passes every filter.`}</output>
    </section>
  );
}
