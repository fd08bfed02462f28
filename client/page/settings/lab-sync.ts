/** Keeps what the visitor chose and what the lab does the same. */
import type { LabState, Schedule } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import { say } from '../said.ts';
import { busy, labState, may, tell } from '../telemetry/telemetry.ts';
import { conditionsChanged } from '../track/track.ts';
import type { Settings } from './settings.ts';
import { adopt, firstVisit, onChange, settings } from './store.ts';

/** Milliseconds between two commands while a slider is being dragged. */
const pace = 100;

const scheduled = ['rate', 'burst', 'payload', 'seed'] as const satisfies readonly (keyof Schedule & keyof Settings)[];
const weathered = ['rtt', 'jitter', 'bandwidth'] as const satisfies readonly (keyof Conditions & keyof Settings)[];

const pick = <Name extends keyof Settings>(names: readonly Name[]): Pick<Settings, Name> =>
  Object.fromEntries(names.map((name) => [name, settings.peek()[name]])) as Pick<Settings, Name>;

const unsent = new Set<'schedule' | 'weather'>();
let timer: ReturnType<typeof setTimeout> | undefined;

function send(): void {
  timer = undefined;
  const commands = {
    schedule: () => tell({ type: 'schedule', schedule: pick(scheduled) }),
    weather: () => tell({ type: 'weather', set: pick(weathered) }),
  };
  for (const what of unsent) commands[what]().catch((error: Error) => say(error.message));
  unsent.clear();
}

function push(what: 'schedule' | 'weather'): void {
  if (may.peek() !== 'control' || (what === 'weather' && !labState.peek()?.weather)) return;
  unsent.add(what);
  timer ??= setTimeout(send, pace);
}

/** Another visitor may have changed it; what this one is changing at the moment wins. */
function follow({ schedule, weather }: LabState): void {
  if (busy() || timer !== undefined) return;
  const there = { ...(schedule ?? {}), ...(weather ? { rtt: weather.rtt, jitter: weather.jitter, bandwidth: weather.bandwidth } : {}) };
  const differs = Object.entries(there).some(([name, value]) => settings.peek()[name as keyof Settings] !== value);
  if (!differs) return;
  adopt(there);
  conditionsChanged();
}

let welcomed = false;

/** @param first after the line to the lab was opened */
export function syncWith(state: LabState, first: boolean): void {
  if (!first) {
    follow(state);
    return;
  }
  // On a first visit, and after the lab has calmed down, nobody has chosen anything: then this page's choice holds.
  const chosen = welcomed || !firstVisit;
  welcomed = true;
  if (may.peek() !== 'control' || (!chosen && state.schedule)) {
    follow(state);
    return;
  }
  if (chosen) push('weather');
  else if (state.weather) adopt({ rtt: state.weather.rtt });
  push('schedule');
}

onChange((part) => {
  if (scheduled.some((name) => name in part)) push('schedule');
  if (weathered.some((name) => name in part)) push('weather');
  if ([...scheduled, ...weathered].some((name) => name in part)) conditionsChanged();
});
