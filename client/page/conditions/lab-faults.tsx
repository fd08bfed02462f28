import { useSignal } from '@preact/signals';
import type { LabFault } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { notifyOf } from '../notice.ts';
import { lasting } from '../telemetry/active-faults.ts';
import { labState, sendCommand } from '../telemetry/telemetry.ts';
import { NumberField } from '../ui/number-field.tsx';
import { passFocus } from '../ui/pass-focus.ts';
import { FaultButton } from './fault-button.tsx';

const inject = (fault: LabFault) => void sendCommand({ type: 'fault', fault }).catch(notifyOf);

/** Breaks every connection through the relay; the toolbar has it too. */
export const cutConnections = (): void => inject({ kind: 'cut' });

interface NamedFault {
  readonly name: string;
  readonly does: string;
  fault(seconds: number): LabFault;
}

const momentary: readonly NamedFault[] = [
  {
    name: 'End politely',
    does: 'Ends every connection (FIN) in both directions. Cut the line, below the lanes, resets each (RST).',
    fault: () => ({ kind: 'end' }),
  },
];

const timed: readonly NamedFault[] = [
  {
    name: 'Black hole',
    does: 'Connections stay open, but nothing passes. Afterwards everything arrives.',
    fault: (seconds) => ({ kind: 'black-hole', seconds }),
  },
  { name: 'Answer 503', does: 'Refuses new requests and upgrades. Open streams stay.', fault: (seconds) => ({ kind: 'unavailable', seconds }) },
  {
    name: 'Restart server',
    does: 'Stops the stream server. It comes back with an empty log and a new epoch.',
    fault: (seconds) => ({ kind: 'restart', seconds }),
  },
];

/** Faults that last for a while, with a button that ends each. */
function ActiveFaults({ disabled }: { disabled: boolean }) {
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
          sendCommand({ type: 'lift' }).catch(notifyOf);
        }}
      >
        End it now
      </button>
    </p>
  );
}

/** Faults of the network and of the server, which all visitors share. */
export function LabFaults({ disabled }: { disabled: boolean }) {
  const seconds = useSignal(10);
  const buttons = (faults: readonly NamedFault[]) =>
    faults.map(({ name, does, fault }) => <FaultButton key={name} {...{ name, does, disabled }} act={() => inject(fault(seconds.value))} />);
  return (
    <>
      <ul class="faults">{buttons(momentary)}</ul>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is inside */}
      <label class="length">
        <span>For</span>
        <NumberField
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
      <ul class="faults">{buttons(timed)}</ul>
      <ActiveFaults disabled={disabled} />
    </>
  );
}
