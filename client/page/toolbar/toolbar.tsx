import { bufferingProxy, distance, framesBlocked, pollEvery, rate } from '../conditions/controls.ts';
import { cutConnections } from '../conditions/lab-faults.tsx';
import { whyDisabled } from '../conditions/why-disabled.ts';
import { change, settings } from '../settings/store.ts';
import { CauseSlider } from './cause-slider.tsx';
import { NoLine } from './no-line.tsx';
import { reset } from './reset.ts';
import './toolbar.css';

interface CauseSwitchProps {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly does: string;
  readonly cause: { read(): boolean; set(on: boolean): void };
}

/** A condition that stays until the button is pressed again. */
function CauseSwitch({ name, does, cause }: CauseSwitchProps) {
  const why = whyDisabled('weather');
  return (
    <button type="button" title={why ?? does} aria-pressed={cause.read()} disabled={why !== undefined} onClick={() => cause.set(!cause.read())}>
      {name}
    </button>
  );
}

function ConditionsButton() {
  const { conditions } = settings.value;
  return (
    <button type="button" aria-expanded={conditions} aria-controls="conditions" onClick={() => change({ conditions: !conditions })}>
      All conditions
    </button>
  );
}

/** The most used conditions and faults, directly below the lanes. */
export function Toolbar() {
  const why = whyDisabled('weather');
  return (
    <section class="toolbar" aria-label="Causes">
      <CauseSlider name="Rate" control={rate} />
      <CauseSlider name="Distance" control={distance} />
      <CauseSlider name="Poll every" control={pollEvery} />
      <p class="buttons">
        <button
          type="button"
          title={why ?? 'Resets every connection (RST), without a Close frame.'}
          disabled={why !== undefined}
          onClick={cutConnections}
        >
          Cut the line
        </button>
        <CauseSwitch
          name="Block WebSocket"
          does="The handshake passes but no frame after it, as with a proxy that does not know WebSocket."
          cause={framesBlocked}
        />
        <CauseSwitch
          name="Buffering proxy"
          does="Holds every response until it has 65.5 kB, as a proxy does that collects before it sends."
          cause={bufferingProxy}
        />
        <button type="button" title="Conditions, faults and counters as on the first visit." onClick={reset}>
          Reset
        </button>
        <ConditionsButton />
      </p>
      <NoLine />
    </section>
  );
}
