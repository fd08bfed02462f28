import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { transportNames } from '../../../server/stream/protocol.ts';
import { asProse, flagIn } from '../refusal.ts';
import { change, settings } from '../settings/store.ts';
import { labState, linked, may, mayNot, noLine } from '../telemetry/telemetry.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Switch } from '../ui/switch.tsx';
import { Shape } from '../ui/transport-mark.tsx';
import { ControlRow } from './control-row.tsx';
import { asking, type Control, crowd, framesBlocked, publishing, theLine } from './controls.ts';
import { LabFaults } from './lab-faults.tsx';
import { TabFaults } from './tab-faults.tsx';
import './conditions.css';

/** Why the lab cannot be controlled from here; `undefined` if it can. */
function hindrance(needs: Control['needs']): string | undefined {
  if (!needs) return undefined;
  if (!linked.value && noLine.value) return 'There is no line to the lab: see above.';
  if (!linked.value) return labState.value ? 'The line to the lab is gone; the page keeps trying.' : 'Looking for the lab.';
  if (may.value === 'look') return mayNot.value ?? 'This page may only look.';
  if (needs === 'weather' && labState.value?.weather === null)
    return 'This lab serves without weather: no distance, and no faults. Start it without --no-weather.';
  return undefined;
}

/** Why nothing can be set, once for all groups. */
function NoLine() {
  const why = linked.value ? undefined : noLine.value;
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
  const reason = hindrance(needs);
  return (
    <details open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {reason && <p class="hint warn">{reason}</p>}
      {controls.map((control) => (
        <ControlRow key={control.name} control={control} disabled={hindrance(control.needs) !== undefined} />
      ))}
      {children}
    </details>
  );
}

function BlockedFrames() {
  return (
    <Switch checked={framesBlocked.read()} disabled={hindrance('weather') !== undefined} set={framesBlocked.set}>
      <span>
        Block WebSocket frames <span class="hint">The handshake passes and no frame after it, as behind a proxy that knows no more.</span>
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
          <Shape of={name} /> {name}
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
        <Group title="The line" needs="weather" controls={theLine}>
          <BlockedFrames />
        </Group>
        <Group title="Asking" controls={asking}>
          <Lanes />
        </Group>
        <Group title="Break it" needs="weather">
          <LabFaults disabled={hindrance('weather') !== undefined} />
        </Group>
        <Group title="Break this tab">
          <TabFaults />
        </Group>
        <Group title="Bots" needs="control" open={false} controls={crowd}>
          <p class="hint">Raw clients in a process of their own, 500 together. They read what you read, and load the server.</p>
        </Group>
      </div>
    </section>
  );
}
