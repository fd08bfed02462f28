import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { LabFault } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { notifyOf } from '../notice.ts';
import { passFocus } from '../pass-focus.ts';
import { lasting } from '../telemetry/broken.ts';
import { labState, tell } from '../telemetry/telemetry.ts';
import { closeExtra, extras, freezeTab, mostExtras, openExtras, publishLarge } from './local-faults.ts';
import { NumberField } from './number-field.tsx';

const break_ = (fault: LabFault) => void tell({ type: 'fault', fault }).catch(notifyOf);

/** Breaks every connection through the weather. */
export const cutTheLine = (): void => break_({ kind: 'cut' });

interface FaultButton {
  readonly name: string;
  readonly does: string;
  fault(seconds: number): LabFault;
}

const moments: readonly FaultButton[] = [
  { name: 'Cut the line', does: 'Every connection is reset (RST): nobody says goodbye.', fault: () => ({ kind: 'cut' }) },
  { name: 'End politely', does: 'Every connection is ended (FIN) in both directions.', fault: () => ({ kind: 'end' }) },
];

const spells: readonly FaultButton[] = [
  { name: 'Black hole', does: 'Connections stay, nothing passes; afterwards all of it does.', fault: (seconds) => ({ kind: 'black-hole', seconds }) },
  { name: 'Answer 503', does: 'The relay refuses requests and upgrades; open streams stay.', fault: (seconds) => ({ kind: 'unavailable', seconds }) },
  {
    name: 'Restart server',
    does: 'The stream server goes away and comes back with an empty log and a new epoch.',
    fault: (seconds) => ({ kind: 'restart', seconds }),
  },
];

function Lasting({ disabled }: { disabled: boolean }) {
  const faults = lasting(labState.value);
  if (faults.length === 0) return null;
  return (
    <p class="buttons">
      <span class="chip warn">{faults.map(({ name }) => name).join(', ')}</span>
      <button
        type="button"
        disabled={disabled}
        onClick={({ currentTarget }) => {
          passFocus(currentTarget, '.length input');
          tell({ type: 'lift' }).catch(notifyOf);
        }}
      >
        Lift it now
      </button>
    </p>
  );
}

const Fault = ({ name, does, disabled, onClick }: { name: string; does: string; disabled: boolean; onClick: () => void }) => (
  <li>
    <button type="button" disabled={disabled} onClick={onClick}>
      {name}
    </button>
    <span class="hint">{does}</span>
  </li>
);

/** Faults of the line and of the server, which all visitors share. */
export function Faults({ disabled }: { disabled: boolean }) {
  const seconds = useSignal(10);
  const length = useId();
  return (
    <>
      <ul class="faults">
        {moments.map(({ name, does, fault }) => (
          <Fault key={name} {...{ name, does, disabled }} onClick={() => break_(fault(0))} />
        ))}
      </ul>
      <label class="length" for={length}>
        <span>For</span>
        <NumberField
          id={length}
          least={1}
          most={120}
          disabled={disabled}
          value={seconds.value}
          set={(value) => {
            seconds.value = value;
          }}
        />
        <span class="label">s</span>
      </label>
      <ul class="faults">
        {spells.map(({ name, does, fault }) => (
          <Fault key={name} {...{ name, does, disabled }} onClick={() => break_(fault(seconds.value))} />
        ))}
      </ul>
      <Lasting disabled={disabled} />
    </>
  );
}

/** What only this tab suffers: nobody's leave is needed. */
export function LocalFaults() {
  const wanted = useSignal(1);
  return (
    <>
      <ul class="faults">
        <Fault
          name="Freeze this tab 5 s"
          does="A busy loop on the main thread: the server has to keep what is not read."
          disabled={false}
          onClick={() => void freezeTab(5)}
        />
        <Fault name="One 60 KiB message" does="What comes behind it on a connection waits." disabled={false} onClick={() => void publishLarge()} />
        <li>
          <button id="open-more" type="button" disabled={extras.value.length >= mostExtras} onClick={() => openExtras(wanted.value)}>
            Open more streams
          </button>
          <NumberField
            aria-label="How many more streams"
            least={1}
            most={mostExtras}
            value={wanted.value}
            set={(value) => {
              wanted.value = value;
            }}
          />
          <span class="hint">Event streams that hold connections: six over HTTP/1.1 to one origin, all tabs together.</span>
        </li>
      </ul>
      {extras.value.length > 0 && (
        <ul class="extras" aria-label="Further streams">
          {extras.value.map((extra) => (
            <li key={extra.number}>
              <button
                type="button"
                aria-label={`Close stream ${extra.number}, ${extra.open ? 'open' : 'waiting'}`}
                onClick={({ currentTarget }) => {
                  passFocus(currentTarget, '#open-more');
                  closeExtra(extra);
                }}
              >
                {extra.number} {extra.open ? 'open' : 'waiting'} <span aria-hidden="true">✕</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
