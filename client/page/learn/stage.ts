/** Sets the conditions of a round, for this page and for the lab, and restores the earlier ones. */
import { perTransport } from '../../../bench/result/identity.ts';
import { keysOf } from '../../../bench/result/keys.ts';
import type { LabState, ServeOptions } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { weather } from '../conditions/controls.ts';
import { naiveLanes } from '../handicaps/naive-lanes.ts';
import { race } from '../lab.ts';
import type { RoundBots, RoundSettings } from '../lessons/lesson.ts';
import { notifyOf } from '../notice.ts';
import type { Settings } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { unapplied } from '../settings/unapplied.ts';
import { lasting } from '../telemetry/active-faults.ts';
import { hasPendingCommands, labConnected, labState, loads, sendCommand } from '../telemetry/telemetry.ts';

/** Defaults for what a round does not set. */
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

/** The settings that a round changes. */
const own = ({ mode, lanes, rate, burst, payload, pollInterval, hold, rtt, jitter, bandwidth, cookie, without, hidden }: Settings): Set => ({
  ...{ mode, lanes, rate, burst, payload, pollInterval, hold },
  ...{ rtt, jitter, bandwidth, cookie, without, hidden },
});

const proxies = { idleTimeout: 0, buffering: 0, swallowFrames: false } as const;

/** Looks in a row that have to find everything right before a round begins, because the lab reports in batches. Time would not do: it passes also while a busy page hears nothing. */
const calm = 5;

/** Whether a change of this page has yet to reach the lab or the lanes. */
const isApplying = (): boolean => unapplied.size > 0 || hasPendingCommands();

const differ = (one: object, other: object, keys: readonly string[]): boolean => {
  const [here, there] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return keys.some((key) => `${here.get(key)}` !== `${there.get(key)}`);
};

const scheduled = ['rate', 'burst', 'payload'] as const;
const weathered = ['rtt', 'jitter', 'bandwidth', ...Object.keys(proxies)] as const;
const served = ['window', 'heartbeat', 'stall'] as const;

/** The wanted state of the lab, besides the settings. */
interface LabWanted {
  readonly proxy: { readonly idleTimeout: number; readonly buffering: number; readonly swallowFrames: boolean };
  readonly serve: ServeOptions;
  readonly bots: Pick<LabState, 'bots' | 'botRetry'>;
}

const serveOf = ({ window, heartbeat, stall }: ServeOptions): ServeOptions => ({ window, heartbeat, stall });

const noBots = perTransport(() => 0);

const botsOf = ({ counts, retry, first }: RoundBots): LabWanted['bots'] => ({
  bots: { ...noBots, ...counts },
  botRetry: { retry, first },
});

const crowd = (bots: LabState['bots']): number => Object.values(bots).reduce((sum, count) => sum + count, 0);

/** Without bots, their habits do not matter. */
const botsDiffer = ({ bots, botRetry }: LabWanted['bots'], lab: LabState): boolean =>
  differ(bots, lab.bots, transportNames) || (crowd(bots) > 0 && differ(botRetry, lab.botRetry, ['retry', 'first']));

/** Whether the lab has the wanted settings. */
function labAgrees(wanted: Set, { proxy, serve, bots }: LabWanted, lab: LabState | undefined): boolean {
  if (!lab?.schedule || differ(lab.schedule, wanted, scheduled) || differ(lab, serve, served) || botsDiffer(bots, lab)) return false;
  return lab.weather === null || !differ(lab.weather, { ...wanted, ...proxy }, weathered);
}

const send = (command: Parameters<typeof sendCommand>[0]): void => void sendCommand(command).catch(notifyOf);

/** The changes of a lesson to the conditions. */
export class Stage {
  #kept: { readonly settings: Set; readonly lab: LabWanted } | undefined;
  #wanted: Set | undefined;
  #lab: LabWanted | undefined;
  #silent: RoundSettings['silent'];
  /** Lanes that use naive servers once everything else is right. */
  #naiveThen: RoundSettings['naive'];
  /** Looks in a row that have found everything right. */
  #right = 0;

  /** Sets a round's conditions, and keeps what was there when the first one was set. */
  set({ buffering = 0, serve, naive = {}, silent, bots, ...round }: RoundSettings): void {
    const lab = labState.peek();
    if (!lab) return;
    const { weather: there, bots: counts, botRetry } = lab;
    this.#kept ??= { settings: own(settings.peek()), lab: { proxy: there ?? proxies, serve: serveOf(lab), bots: { bots: counts, botRetry } } };
    const { lab: kept } = this.#kept;
    this.#wanted = { ...neutral, ...round };
    this.#lab = { proxy: { ...proxies, buffering }, serve: { ...kept.serve, ...serve }, bots: bots ? botsOf(bots) : kept.bots };
    this.#silent = silent;
    this.#right = 0;
    // Other options start another log. A naive server does not tell a reader that its cursor is of the old one, so the lanes first connect to the
    // real one.
    this.#naiveThen = differ(lab, this.#lab.serve, served) ? naive : undefined;
    // Set before the settings change, because that reopens the lanes.
    naiveLanes.value = this.#naiveThen ? {} : naive;
    change(this.#wanted);
    this.#tell(this.#lab);
  }

  /** Changes a part of it while it runs. */
  adjust(part: Pick<RoundSettings, 'bandwidth'>): void {
    if (!this.#wanted) return;
    this.#wanted = { ...this.#wanted, ...part };
    change(part);
  }

  /** Whether page and lab match the round, or are about to. */
  agrees(): boolean {
    if (!this.#wanted || !this.#lab || differ(settings.peek(), this.#wanted, names)) return false;
    return isApplying() || labAgrees(this.#wanted, this.#lab, labState.peek());
  }

  /** Looks whether the round can begin. Where the lanes' handicaps do not come, it cannot. */
  ready(): boolean {
    const lanes = [...race.lanes].map(({ stream }) => stream);
    const open =
      lanes.length === this.#wanted?.lanes.length &&
      lanes.every(({ state, transport }) => state === 'open' || this.#silent?.includes(transport)) &&
      (loads.peek().at(-1)?.followers ?? 0) >= crowd(this.#lab?.bots.bots ?? noBots);
    this.#right = labConnected.peek() && open && !isApplying() && this.agrees() ? this.#right + 1 : 0;
    if (this.#right < calm) return false;
    if (!this.#naiveThen) return true;
    naiveLanes.value = this.#naiveThen;
    this.#naiveThen = undefined;
    this.#right = 0;
    change({ without: this.#wanted?.without ?? [] });
    return false;
  }

  /** Restores the state before the lesson. */
  restore(): void {
    const kept = this.#kept;
    if (!kept) return;
    this.#kept = undefined;
    this.#wanted = undefined;
    this.#lab = undefined;
    this.#naiveThen = undefined;
    naiveLanes.value = {};
    this.#tell(kept.lab);
    change(kept.settings);
  }

  /** Removes faults, then sets the rest. Faults go first, because a restart keeps none of them. */
  #tell(wanted: LabWanted): void {
    const lab = labState.peek();
    if (!lab) return;
    if (botsDiffer(wanted.bots, lab)) send({ type: 'bots', bots: wanted.bots.bots, ...wanted.bots.botRetry });
    if (!lab.weather) return;
    if (lasting(lab).length > 0) send({ type: 'lift' });
    const { idleTimeout, buffering, swallowFrames } = wanted.proxy;
    if (differ(lab.weather, wanted.proxy, Object.keys(proxies))) weather({ idleTimeout, buffering, swallowFrames });
    if (differ(lab, wanted.serve, served)) send({ type: 'serve', with: wanted.serve });
  }
}
