import { milliseconds } from '../numbers.ts';
import { settings } from '../settings/store.ts';
import { activeFaults } from '../telemetry/active-faults.ts';
import { type ClockReading, clock } from '../telemetry/clock.ts';
import { coarse } from '../telemetry/clock-step.ts';
import { labConnected, labState } from '../telemetry/telemetry.ts';
import { inARow, tooLong, waited } from '../top/busy.ts';

const agreement = ({ error, step }: ClockReading): string =>
  `clocks agree to ± ${error.toFixed(1)} ms${step < coarse ? '' : `: this browser rounds times to ${Math.round(step)} ms`}`;

/** Facts about the quality of the picture: whether the browser keeps up, deliberate faults, the distance that is set, and the clocks. */
export function LaneChips() {
  const { value: reading } = clock;
  return (
    <p class="chips">
      {waited.value !== undefined && (
        <span
          class="chip warn"
          title={`Events waited ${milliseconds(waited.value)} for the main thread on average, and more than ${tooLong} ms for ${inARow} s: these latencies come from the browser, not from the network`}
        >
          your browser is the bottleneck
        </span>
      )}
      {activeFaults(labState.value).map(({ name, does }) => (
        <span key={name} class="chip warn" title={does}>
          {name}
        </span>
      ))}
      <span class="chip" title="The round trip that Distance sets: as far away as the server seems">
        {labState.value?.weather === null ? 'network simulation is off' : `${settings.value.rtt} ms there and back`}
      </span>
      <span class="chip">{labConnected.value && reading ? agreement(reading) : 'no telemetry'}</span>
    </p>
  );
}
