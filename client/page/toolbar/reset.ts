import { weather } from '../conditions/controls.ts';
import { race } from '../lab.ts';
import { notifyOf } from '../notice.ts';
import type { Settings } from '../settings/settings.ts';
import { change } from '../settings/store.ts';
import { defaults } from '../settings/url.ts';
import { lasting } from '../telemetry/active-faults.ts';
import { labState, permission, sendCommand } from '../telemetry/telemetry.ts';

/** What a cause can have changed. */
const causes = [
  'rate',
  'burst',
  'payload',
  'pollInterval',
  'hold',
  'rtt',
  'jitter',
  'bandwidth',
  'cookie',
  'without',
] as const satisfies readonly (keyof Settings)[];

/** Everything as it was on the first visit: conditions, faults, counters. */
export function reset(): void {
  change(Object.fromEntries(causes.map((name) => [name, defaults[name]])));
  if (permission.peek() === 'control' && labState.peek()?.weather) {
    weather({ idleTimeout: 0, buffering: 0, swallowFrames: false });
    if (lasting(labState.peek()).length > 0) sendCommand({ type: 'lift' }).catch(notifyOf);
  }
  race.restart();
}
