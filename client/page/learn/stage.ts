/** Sets the conditions of a round, for this page and for the lab, and puts back what was there. */
import { keysOf } from '../../../bench/result/keys.ts';
import type { LabState } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { weather } from '../conditions/controls.ts';
import { race } from '../lab.ts';
import type { RoundSettings } from '../lessons/lesson.ts';
import { notifyOf } from '../notice.ts';
import type { Settings } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { lasting } from '../telemetry/active-faults.ts';
import { hasPendingCommands, labState, sendCommand } from '../telemetry/telemetry.ts';

/** What a round does not set is like this. */
const neutral = {
  mode: 'race',
  lanes: transportNames,
  rate: 2,
  burst: 1,
  payload: 64,
  pollInterval: 1_000,
  hold: 25,
  rtt: 0,
  jitter: 0,
  bandwidth: 0,
  cookie: 0,
  without: [],
  hidden: 'pause',
} as const satisfies Partial<Settings>;

type Set = Pick<Settings, keyof typeof neutral>;
const names = keysOf(neutral);

/** Of all settings those that a round sets. */
const own = ({ mode, lanes, rate, burst, payload, pollInterval, hold, rtt, jitter, bandwidth, cookie, without, hidden }: Settings): Set => ({
  ...{ mode, lanes, rate, burst, payload, pollInterval, hold },
  ...{ rtt, jitter, bandwidth, cookie, without, hidden },
});

const proxies = { idleTimeout: 0, buffering: 0, swallowFrames: false } as const;

/** Milliseconds after which a change has reached the lab and the lanes are opened anew: sliders are waited for that long. */
const rest = 600;
/** Milliseconds that all is as it should be before it begins: the lab tells of what was asked in batches. */
const calm = 500;

const differ = (one: object, other: object, keys: readonly string[]): boolean => {
  const [here, there] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return keys.some((key) => `${here.get(key)}` !== `${there.get(key)}`);
};

const scheduled = ['rate', 'burst', 'payload'] as const;
const weathered = ['rtt', 'jitter', 'bandwidth', ...Object.keys(proxies)] as const;

/** Whether the lab itself does what was set. */
function labAgrees(wanted: Set, lab: LabState | undefined): boolean {
  if (!lab?.schedule || differ(lab.schedule, wanted, scheduled)) return false;
  return lab.weather === null || !differ(lab.weather, { ...wanted, ...proxies }, weathered);
}

/** What a lesson does to the conditions. */
export class Stage {
  #kept: { readonly settings: Set; readonly weather: LabState['weather'] } | undefined;
  #wanted: Set | undefined;
  #since = 0;
  #readyAt = 0;

  /** Sets a round's conditions, and keeps what was there when the first one was set. */
  set(round: RoundSettings): void {
    this.#kept ??= { settings: own(settings.peek()), weather: labState.peek()?.weather ?? null };
    this.#wanted = { ...neutral, ...round };
    this.#since = performance.now();
    this.#readyAt = this.#since;
    change(this.#wanted);
    this.#calm();
  }

  /** Whether page and lab are as the round wants them. */
  agrees(): boolean {
    return this.#wanted !== undefined && !differ(settings.peek(), this.#wanted, names) && labAgrees(this.#wanted, labState.peek());
  }

  /** Whether it can begin. */
  ready(): boolean {
    const now = performance.now();
    const lanes = [...race.lanes].map(({ stream }) => stream);
    const open = lanes.length === this.#wanted?.lanes.length && lanes.every(({ state }) => state === 'open');
    if (!open || now - this.#since < rest || hasPendingCommands() || !this.agrees()) this.#readyAt = now;
    return now - this.#readyAt > calm;
  }

  /** As it was before the lesson. */
  restore(): void {
    const kept = this.#kept;
    if (!kept) return;
    this.#kept = undefined;
    this.#wanted = undefined;
    this.#calm(kept.weather ?? proxies);
    change(kept.settings);
  }

  /** No faults, and a proxy as it is to be. */
  #calm({ idleTimeout, buffering, swallowFrames }: { idleTimeout: number; buffering: number; swallowFrames: boolean } = proxies): void {
    const lab = labState.peek();
    if (!lab?.weather) return;
    const proxy = { idleTimeout, buffering, swallowFrames };
    if (differ(lab.weather, proxy, Object.keys(proxies))) weather(proxy);
    if (lasting(lab).length > 0) sendCommand({ type: 'lift' }).catch(notifyOf);
  }
}
