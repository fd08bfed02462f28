import { settings } from '../settings/store.ts';
import { clock } from '../telemetry/clock.ts';
import { address, linked } from '../telemetry/telemetry.ts';
import { busyShare, tooBusy } from '../top/busy.ts';

/** What the picture rests on: the distance that is set, the clocks, and a browser that keeps up. */
export function LaneChips() {
  const { value: reading } = clock;
  return (
    <p class="chips">
      {busyShare.value > tooBusy && (
        <span
          class="chip warn"
          title={`The main thread was busy for ${Math.round(busyShare.value * 100)} % of the last second: these numbers are not the network's`}
        >
          your browser is the bottleneck
        </span>
      )}
      <span class="chip">{address.value?.weather === false ? 'weather is off' : `RTT set ${settings.value.rtt} ms`}</span>
      <span class="chip">{linked.value && reading ? `clocks agree to ± ${reading.error.toFixed(1)} ms` : 'no telemetry'}</span>
    </p>
  );
}
