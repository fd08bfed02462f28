import type { ComponentChildren } from 'preact';
import { transportNames } from '../../../server/stream/protocol.ts';
import { change, settings } from '../settings/store.ts';
import { passFocus } from '../ui/pass-focus.ts';
import { Switch } from '../ui/switch.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import { ControlRow } from './control-row.tsx';
import { asking, type Control, crowd, framesBlocked, network, publishing } from './controls.ts';
import { LabFaults } from './lab-faults.tsx';
import { TabFaults } from './tab-faults.tsx';
import { whyDisabled } from './why-disabled.ts';
import './conditions.css';

interface GroupProps {
  readonly title: string;
  readonly needs?: Control['needs'];
  readonly open?: boolean;
  readonly controls?: readonly Control[];
  readonly children?: ComponentChildren;
}

function Group({ title, needs, open = true, controls = [], children }: GroupProps) {
  const reason = whyDisabled(needs);
  return (
    <details open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {reason && <p class="hint warn">{reason}</p>}
      {controls.map((control) => (
        <ControlRow key={control.name} control={control} disabled={whyDisabled(control.needs) !== undefined} />
      ))}
      {children}
    </details>
  );
}

function BlockedFrames() {
  return (
    <Switch checked={framesBlocked.read()} disabled={whyDisabled('weather') !== undefined} set={framesBlocked.set}>
      <span>
        Block WebSocket frames <span class="hint">The handshake passes but no frame after it, as with a proxy that does not know WebSocket.</span>
      </span>
    </Switch>
  );
}

/** The choice of lanes in the race; the last one cannot be removed. */
function Lanes() {
  const { lanes } = settings.value;
  return (
    <fieldset class="lane-choice">
      <legend>Lanes of the race</legend>
      {transportNames.map((name) => (
        <Switch
          key={name}
          class={name}
          checked={lanes.includes(name)}
          disabled={lanes.length === 1 && lanes.includes(name)}
          set={(checked) => change({ lanes: transportNames.filter((one) => (one === name ? checked : lanes.includes(one))) })}
        >
          <NamedShape of={name} />
        </Switch>
      ))}
    </fieldset>
  );
}

const HiddenTab = () => (
  <Switch checked={settings.value.hidden === 'run'} set={(runs) => change({ hidden: runs ? 'run' : 'pause' })}>
    <span>
      Run on in a hidden tab{' '}
      <span class="hint">Otherwise the lanes pause at their cursors. Browsers slow down the timers of hidden tabs: polling is late.</span>
    </span>
  </Switch>
);

/** Settings of stream, network and clients, and faults: beside the lanes, or below them on narrow pages. */
export const Conditions = () => (
  <section id="conditions" class="conditions" aria-labelledby="conditions-title">
    <div class="heading">
      <h2 id="conditions-title">Conditions</h2>
      <button
        type="button"
        onClick={({ currentTarget }) => {
          passFocus(currentTarget, '[aria-controls="conditions"]');
          change({ conditions: false });
        }}
      >
        Close the conditions
      </button>
    </div>
    <Group title="Publishing" needs="control" controls={publishing} />
    <Group title="Network" needs="weather" controls={network}>
      <BlockedFrames />
    </Group>
    <Group title="Requests" controls={asking}>
      <Lanes />
      <HiddenTab />
    </Group>
    <Group title="Faults" needs="weather">
      <LabFaults disabled={whyDisabled('weather') !== undefined} />
    </Group>
    <Group title="Faults in this tab">
      <TabFaults />
    </Group>
    <Group title="Bots" needs="control" open={false} controls={crowd}>
      <p class="hint">
        Clients without a browser, in a process of their own, 500 at most. They read the same notifications and put load on the server.
      </p>
    </Group>
  </section>
);
