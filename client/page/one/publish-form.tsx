import { useSignal } from '@preact/signals';
import { longestName } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { limits } from '../../../server/stream/protocol.ts';
import { failureText } from '../entries.ts';
import { messageOf } from '../errors.ts';
import { one, publish } from '../lab.ts';
import { visitorName } from '../settings/visitor-name.ts';
import { TextField } from '../ui/text-field.tsx';
import { readData, signed } from './read-data.ts';
import './forms.css';

/** How a command is sent at present. */
const way = () =>
  one.transport.value === 'websocket' && one.connection.value.state === 'open' ? 'as a frame on the open WebSocket' : 'with POST /publish';

const NameField = () => (
  <TextField
    label={
      <>
        your name, sent as <code>by</code>
      </>
    }
    name="by"
    maxLength={longestName}
    value={visitorName}
  />
);

/** Publishes one notification, to the readers of its event or to all. */
export function PublishForm() {
  const event = useSignal('orders');
  const data = useSignal('{"order":1042,"item":"desk lamp","total":"39.90 EUR"}');
  const outcome = useSignal<{ readonly failed: boolean; readonly text: string } | undefined>(undefined);
  const send = async (type: 'publish' | 'broadcast') => {
    const how = way();
    try {
      const id = await publish(type, event.value, signed(readData(data.value), visitorName.value));
      outcome.value = { failed: false, text: `Stored as ${id}, sent ${how}.` };
    } catch (error) {
      outcome.value = { failed: true, text: `Not published: ${failureText(messageOf(error))}` };
    }
  };
  const submit = (submitted: Event) => {
    submitted.preventDefault();
    void send('publish');
  };
  const kind = typeof readData(data.value) === 'string' ? 'a string' : 'JSON';
  return (
    <section aria-labelledby="publish-title">
      <h2 id="publish-title">Publish</h2>
      <form class="publish" onSubmit={submit}>
        <TextField label="event" name="event" required maxLength={limits.eventLength} value={event} />
        <TextField label={`data, sent as ${kind}`} name="data" spellcheck={false} value={data} />
        <NameField />
        <p class="buttons">
          <button type="submit">Publish</button>
          <button type="button" onClick={() => void send('broadcast')}>
            Broadcast
          </button>
        </p>
      </form>
      <output class={outcome.value?.failed ? 'hint bad' : 'hint'}>
        {outcome.value?.text ?? `Sent ${way()}. A broadcast reaches every reader, whatever the filter.`}
      </output>
    </section>
  );
}
