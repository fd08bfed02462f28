import { signal } from '@preact/signals';
import { longestName } from '../../../../server/lab/apparatus/telemetry/messages.ts';
import { visitorName } from '../../settings/visitor-name.ts';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { me } from '../fields.ts';
import { inOrder } from '../in-order.ts';
import { Moderated } from '../moderated.tsx';
import type { PaneProps } from '../page-scene.ts';
import { send } from '../send.ts';
import { type Act, acts, type Client, clients, type HubState, toldEvent } from './scene.ts';

const client = signal<Client>('A');
const event = signal('news');
const data = signal('hello');
/** The number of notifications that each client has published. */
const counts: Record<Client, number> = { A: 0, B: 0, C: 0 };

const names: Readonly<Record<Act, string>> = {
  connect: 'Connect',
  disconnect: 'Disconnect',
  subscribe: 'Subscribe',
  unsubscribe: 'Unsubscribe',
  publish: 'Publish',
  broadcast: 'Broadcast',
};

async function act(what: Act): Promise<void> {
  const who = client.value;
  const publishes = what === 'publish' || what === 'broadcast';
  const told = { console: me, name: visitorName.value, client: who, act: what, event: event.value, data: data.value };
  await inOrder(async () => {
    const n = counts[who] + 1;
    const stored = await send(toldEvent, { ...told, n });
    if (publishes && stored) counts[who] = n;
  });
}

const Fields = () => (
  <div class="scene-controls">
    <Choice
      label="Client"
      name="client"
      options={clients}
      chosen={client.value}
      choose={(option) => {
        client.value = option;
      }}
    />
    <TextField label="your name, for the others" name="hub-name" maxLength={longestName} value={visitorName} />
    <TextField label="event" name="hub-event" maxLength={64} value={event} />
    <TextField label="data" name="hub-data" maxLength={1_000} value={data} />
  </div>
);

export const HubControls = () => (
  <>
    <Fields />
    <div class="scene-controls">
      {acts.map((what) => (
        <button key={what} type="button" class={what === 'connect' ? 'primary' : ''} onClick={() => void act(what)}>
          {names[what]}
        </button>
      ))}
    </div>
  </>
);

interface HubClientProps {
  readonly name: Client;
  readonly state: HubState['clients'][Client];
}

const HubClient = ({ name, state: { connected, events, wire, heard, undone } }: HubClientProps) => (
  <div class="hub-client">
    <p>
      <strong>{name}</strong> {connected ? 'connected' : 'not connected'}
      {events.length > 0 && (
        <>
          , hears <bdi>{events.join(', ')}</bdi>
        </>
      )}
      {heard > 0 && `: ${heard}`}
    </p>
    {undone && (
      <p class="warn">
        {names[undone]}: nothing happened, because {name} is not connected. Connect it first.
      </p>
    )}
    <ol class="wire-lines" aria-label={`What ${name} would write and read`}>
      {wire.map(({ key, up, text }) => (
        <li key={key}>
          {up ? '↑' : '↓'} <code>{text}</code>
        </li>
      ))}
    </ol>
  </div>
);

export const HubPane = ({ state: { clients: all, lost, doubled, others } }: PaneProps<HubState>) => (
  <>
    {clients.map((name) => (
      <HubClient key={name} name={name} state={all[name]} />
    ))}
    {others.length > 0 && (
      <ol class="wire-lines" aria-label="What other pages have published, newest last">
        {others.map(({ id, name, text }) => (
          <li key={id}>
            <Moderated id={id}>
              <strong>
                <bdi>{name}</bdi>
              </strong>{' '}
              <code>
                <bdi>{text}</bdi>
              </code>
            </Moderated>
          </li>
        ))}
      </ol>
    )}
    <p class="hint">
      {lost} lost, {doubled} doubled.
    </p>
  </>
);
