/** Keeps the visitor's settings and the lab's in step. */
import type { LabState, Schedule } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import { notifyOf } from '../notice.ts';
import { hasPendingCommands, labState, permission, sendCommand } from '../telemetry/telemetry.ts';
import type { Settings } from './settings.ts';
import { adopt, firstVisit, onChange, settings } from './store.ts';
import { unapplied } from './unapplied.ts';

/** Milliseconds between two commands while a slider is dragged. */
const pace = 100;

const scheduled = ['rate', 'burst', 'payload', 'seed'] as const satisfies readonly (keyof Schedule & keyof Settings)[];
const weathered = ['rtt', 'jitter', 'bandwidth'] as const satisfies readonly (keyof Conditions & keyof Settings)[];

/** The parts of the settings that the lab applies. */
type Part = 'schedule' | 'weather';

const pick = ({ rtt, jitter, bandwidth }: Pick<Conditions, (typeof weathered)[number]>) => ({ rtt, jitter, bandwidth });

function sendPart(part: Part): Promise<void> {
  const { rate, burst, payload, seed } = settings.peek();
  if (part === 'schedule') return sendCommand({ type: 'schedule', schedule: { rate, burst, payload, seed } });
  return sendCommand({ type: 'weather', set: pick(settings.peek()) });
}

/** One page and its lab. */
export class LabSync {
  readonly #changed: () => void;
  readonly #unsent = new Set<Part>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #welcomed = false;
  /** What did not reach the lab. */
  readonly #missed = new Set<Part>();

  /** @param changed is called when any visitor has changed the conditions */
  constructor(changed: () => void) {
    this.#changed = changed;
    onChange((part) => {
      const [publishes, delays] = [scheduled, weathered].map((names) => names.some((name) => name in part));
      if (publishes) this.#push('schedule');
      if (delays) this.#push('weather');
      if (publishes || delays) changed();
    });
  }

  /** @param first the first state after the connection to the lab was opened */
  take(state: LabState, first: boolean): void {
    if (!first) {
      this.#follow(state);
      return;
    }
    const chosen = this.#welcomed || !firstVisit;
    // What others have set while this page was away holds, unless its visitor has set something else meanwhile.
    const theirs = state.schedule !== null && (this.#welcomed ? this.#missed.size === 0 : firstVisit);
    this.#welcomed = true;
    if (permission.peek() !== 'control' || theirs) {
      this.#follow(state);
      return;
    }
    // On a first visit, and after the lab has returned to its defaults, nothing is chosen: then this page's settings hold.
    if (chosen) this.#push('weather');
    else if (state.weather) adopt({ rtt: state.weather.rtt });
    this.#push('schedule');
  }

  #push(part: Part): void {
    if (permission.peek() !== 'control' || (part === 'weather' && !labState.peek()?.weather)) return;
    this.#unsent.add(part);
    unapplied.add('lab');
    this.#timer ??= setTimeout(() => this.#send(), pace);
  }

  #send(): void {
    this.#timer = undefined;
    for (const part of this.#unsent) this.#sendPart(part).catch(notifyOf);
    this.#unsent.clear();
    // From here on they are pending commands.
    unapplied.delete('lab');
  }

  async #sendPart(part: Part): Promise<void> {
    this.#missed.add(part);
    await sendPart(part);
    this.#missed.delete(part);
  }

  /** Another visitor may have changed it; the control that this one is moving wins. */
  #follow({ schedule, weather }: LabState): void {
    if (hasPendingCommands() || this.#timer !== undefined) return;
    const there: Partial<Settings> = { ...schedule, ...(weather && pick(weather)) };
    const own = settings.peek();
    if ([...scheduled, ...weathered].every((name) => there[name] === undefined || there[name] === own[name])) return;
    adopt(there);
    this.#missed.clear();
    this.#changed();
  }
}
