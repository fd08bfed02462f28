import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { transportNames } from '../../../server/stream/protocol.ts';
import { asProse, flagIn } from '../refusal.ts';
import { change, settings } from '../settings/store.ts';
import { connectionTrouble, labConnected, labState, permission, permissionReason } from '../telemetry/telemetry.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Switch } from '../ui/switch.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import { ControlRow } from './control-row.tsx';
import { asking, type Control, crowd, framesBlocked, network, publishing } from './controls.ts';
import { LabFaults } from './lab-faults.tsx';
import { TabFaults } from './tab-faults.tsx';
import './conditions.css';

/** Why the lab cannot be controlled from here; `undefined` if it can. */
function disabledReason(needs: Control['needs']): string | undefined {
  if (!needs) return undefined;
  if (!labConnected.value && connectionTrouble.value) return 'Not connected to the lab: see above.';
  if (!labConnected.value) return labState.value ? 'The connection to the lab is lost; the page keeps trying.' : 'Connecting to the lab.';
  if (permission.value === 'look') return permissionReason.value ?? 'This page is read-only.';
  if (needs === 'weather' && labState.value?.weather === null)
    return 'Network simulation is off: this lab adds no delay and no faults. Start it without --no-weather.';
  return undefined;
}

/** Why nothing can be set, once for all groups. */
function NoLine() {
  const why = labConnected.value ? undefined : connectionTrouble.value;
  const flag = why && flagIn(why);
  return (
    why && (
      <div class="no-line">
        <p class="hint warn">{asProse(why)}</p>
        {flag && <CopyLine where="Start the lab with" code={flag} />}
      </div>
    )
  );
}

interface GroupProps {
  readonly title: string;
  readonly needs?: Control['needs'];
  readonly open?: boolean;
  readonly controls?: readonly Control[];
  readonly children?: ComponentChildren;
}

function Group({ title, needs, open = true, controls = [], children }: GroupProps) {
  const reason = disabledReason(needs);
  return (
    <details open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {reason && <p class="hint warn">{reason}</p>}
      {controls.map((control) => (
        <ControlRow key={control.name} control={control} disabled={disabledReason(control.needs) !== undefined} />
      ))}
      {children}
    </details>
  );
}

function BlockedFrames() {
  return (
    <Switch checked={framesBlocked.read()} disabled={disabledReason('weather') !== undefined} set={framesBlocked.set}>
      <span>
        Block WebSocket frames <span class="hint">The handshake passes but no frame after it, as with a proxy that does not know WebSocket.</span>
      </span>
    </Switch>
  );
}

/** Which lanes race; the last one stays. */
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

/** What the stream, the line and the clients are like, and what breaks. On a narrow screen it is a drawer. */
export function Conditions() {
  const open = useSignal(false);
  return (
    <section class="conditions" aria-labelledby="conditions-title" data-open={open.value}>
      <h2 id="conditions-title">Conditions</h2>
      <button
        type="button"
        class="drawer"
        aria-expanded={open.value}
        aria-controls="conditions-groups"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {open.value ? 'Close the conditions' : 'Conditions'}
      </button>
      <div id="conditions-groups">
        <NoLine />
        <Group title="Publishing" needs="control" controls={publishing} />
        <Group title="Network" needs="weather" controls={network}>
          <BlockedFrames />
        </Group>
        <Group title="Requests" controls={asking}>
          <Lanes />
        </Group>
        <Group title="Faults" needs="weather">
          <LabFaults disabled={disabledReason('weather') !== undefined} />
        </Group>
        <Group title="Faults in this tab">
          <TabFaults />
        </Group>
        <Group title="Bots" needs="control" open={false} controls={crowd}>
          <p class="hint">
            Clients without a browser, in a process of their own, 500 at most. They read the same notifications and put load on the server.
          </p>
        </Group>
      </div>
    </section>
  );
}
