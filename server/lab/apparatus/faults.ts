import type { RestartableStreams } from './streams.ts';
import type { LabFault, LabState, ServeOptions } from './telemetry/messages.ts';
import { Refusal } from './telemetry/refusal.ts';
import type { WeatherProcess } from './weather/process.ts';

/** The most faults at the same time. */
const maxLasting = 20;

/** Default length of a restart, in seconds. */
const restartDefault = 1;

/** Seconds of a restart that only changes options. */
const serveBreak = 0.1;

interface Lasting {
  readonly fault: LabFault;
  /** Milliseconds since the Unix epoch; `null` if it lasts until it is lifted. */
  readonly until: number | null;
  readonly lift: () => void | Promise<void>;
  readonly timer?: NodeJS.Timeout | undefined;
}

/** The current faults and when they end. The relay's process carries them out. */
export class Faults {
  readonly #streams: RestartableStreams;
  readonly #changed: () => void;
  readonly #lasting = new Set<Lasting>();

  constructor(streams: RestartableStreams, changed: () => void) {
    this.#streams = streams;
    this.#changed = changed;
  }

  get lasting(): LabState['faults'] {
    return [...this.#lasting].map(({ fault, until }) => ({ fault, until }));
  }

  /** @throws Refusal */
  async begin(fault: LabFault, weather: WeatherProcess): Promise<void> {
    if (fault.kind === 'cut' || fault.kind === 'end') {
      await weather.fault(fault);
      return;
    }
    this.#requireRoom();
    if (fault.kind === 'restart') void this.#restart(fault, weather, fault.seconds ?? restartDefault);
    else await this.#last(fault, weather);
    this.#changed();
  }

  /** A restart, after which the streams have other options. Resolves once they are back. @throws Refusal */
  async serve(options: Partial<ServeOptions>, weather: WeatherProcess): Promise<void> {
    this.#requireRoom();
    const back = this.#restart({ kind: 'restart', seconds: serveBreak }, weather, serveBreak, options);
    this.#changed();
    await back;
  }

  get isRestarting(): boolean {
    return [...this.#lasting].some(({ fault }) => fault.kind === 'restart');
  }

  /** Ends all faults. A restart is cut short; this resolves when the streams are back. */
  async lift(): Promise<void> {
    const lifted = [...this.#lasting];
    for (const lasting of lifted) if (lasting.fault.kind !== 'restart') this.#forget(lasting);
    await Promise.all(lifted.map(({ lift }) => lift()));
    if (lifted.length > 0) this.#changed();
  }

  close(): void {
    for (const { timer } of this.#lasting) clearTimeout(timer);
    this.#lasting.clear();
  }

  #requireRoom(): void {
    if (this.#lasting.size < maxLasting) return;
    throw new Refusal('too-many', `Expected at most ${maxLasting} faults at a time; got one more. Lift them first.`);
  }

  async #last(fault: Exclude<LabFault, { kind: 'restart' | 'cut' | 'end' }>, weather: WeatherProcess): Promise<void> {
    const { seconds } = fault;
    // Count the fault before the answer comes, because many commands may be in progress at once.
    const place: Lasting = { fault, until: untilOf(seconds), lift: () => {} };
    this.#lasting.add(place);
    const lift = await weather.fault(fault).catch((error: unknown) => {
      this.#lasting.delete(place);
      throw error;
    });
    // It was lifted before the relay had confirmed it.
    if (!this.#lasting.delete(place)) return lift();
    const timer = seconds === undefined ? undefined : setTimeout(() => this.#over(lasting), seconds * 1_000);
    const lasting: Lasting = { fault, until: untilOf(seconds), lift, timer };
    this.#lasting.add(lasting);
  }

  #restart(fault: LabFault, weather: WeatherProcess, seconds: number, options?: Partial<ServeOptions>): Promise<void> {
    if (this.isRestarting) {
      throw new Refusal('too-many', 'Expected a server that runs; this one is about to come back from another restart. Wait for it.');
    }
    const back = new AbortController();
    const lift = () => {
      back.abort();
      return finished;
    };
    const lasting: Lasting = { fault, until: untilOf(seconds), lift };
    this.#lasting.add(lasting);
    const finished = this.#streams.restart(weather, seconds, back.signal, options).finally(() => this.#over(lasting));
    return finished;
  }

  #over(lasting: Lasting): void {
    if (this.#forget(lasting)) this.#changed();
  }

  #forget(lasting: Lasting): boolean {
    clearTimeout(lasting.timer);
    return this.#lasting.delete(lasting);
  }
}

const untilOf = (seconds: number | undefined): number | null => (seconds === undefined ? null : Date.now() + seconds * 1_000);
