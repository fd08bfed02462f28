import type { BotHabits } from '../../../bench/model/bot-habits.ts';
import type { Stop } from '../../stream/log/notification-log.ts';
import { transportNames } from '../../stream/protocol.ts';
import type { Right } from '../access/tokens.ts';
import { tell } from '../scenes/server-scene.ts';
import { startSchedule } from '../sources/schedule.ts';
import { startTicker } from '../sources/ticker.ts';
import type { Bots } from './bots/bots.ts';
import { noBots } from './bots/counts.ts';
import type { Classroom } from './classroom.ts';
import { Faults } from './faults.ts';
import type { RestartableStreams } from './streams.ts';
import { ballotEvent, type LabState, type Schedule, type ServeOptions, type TelemetryCommand } from './telemetry/messages.ts';
import { Refusal } from './telemetry/refusal.ts';
import { type Conditions, changed, type ToldArrivals, unimpaired } from './weather/conditions.ts';
import type { WeatherProcess } from './weather/process.ts';

/** The most bots of all transports together. */
const maxBots = 500;

/** The parts that the control changes, besides the streams. */
export interface Controlled {
  /** `undefined` if the lab runs without a relay. */
  readonly weather: () => WeatherProcess | undefined;
  readonly bots: Bots;
  readonly classroom: Classroom;
}

export interface ControlSettings {
  /** Milliseconds between two ticks while there is no schedule; 0 for none. */
  readonly ticker: number;
  /** The weather that the lab was started with. */
  readonly conditions: Partial<Conditions>;
}

type ControlCommand = Extract<TelemetryCommand, { type: 'weather' | 'fault' | 'lift' | 'serve' | 'schedule' | 'bots' | 'class' | 'ballot' }>;

type BotsCommand = Extract<TelemetryCommand, { type: 'bots' }>;

/** The state of the lab, which all visitors share, and the commands that change it. */
export class LabControl {
  readonly classroom: Classroom;
  readonly #streams: RestartableStreams;
  readonly #controlled: Controlled;
  readonly #settings: ControlSettings;
  readonly #initial: Conditions;
  readonly #servedFirst: ServeOptions;
  readonly #faults: Faults;
  #conditions: Conditions;
  #schedule: Schedule | null = null;
  #publishing: Stop = () => {};
  #changed: (state: LabState) => void = () => {};
  #closed = false;

  constructor(streams: RestartableStreams, controlled: Controlled, settings: ControlSettings) {
    this.classroom = controlled.classroom;
    this.#streams = streams;
    this.#controlled = controlled;
    this.#settings = settings;
    this.#initial = changed(unimpaired, settings.conditions);
    this.#conditions = this.#initial;
    this.#servedFirst = streams.options;
    this.#faults = new Faults(streams, () => this.#tell());
    controlled.bots.onDeath(() => this.#tell());
  }

  get state(): LabState {
    const { bots, weather } = this.#controlled;
    return {
      class: this.classroom.state,
      epoch: this.#streams.log.window.epoch,
      weather: weather() ? this.#conditions : null,
      faults: this.#faults.lasting,
      schedule: this.#schedule,
      bots: bots.counts,
      botPollInterval: bots.habits.pollInterval,
      botRetry: { retry: bots.habits.retry, first: bots.habits.first },
      ...this.#streams.options,
    };
  }

  /** @param rights of the pages that look */
  tellBets(rights: readonly Right[]): void {
    const { box } = this.classroom;
    const news = box.count(rights);
    if (news) this.#tell();
    if (news === 'bets') tell(this.#streams.log, ballotEvent, box.notice);
  }

  /** The relay's conditions; the defaults if there is no relay. */
  get conditions(): Conditions {
    return this.#conditions;
  }

  /** `undefined` without a relay, which counts them. @param from milliseconds since the Unix epoch */
  async arrivals(from: number): Promise<ToldArrivals | undefined> {
    const arrivals = await this.#controlled.weather()?.arrivals(from);
    return arrivals && { ...arrivals, due: await this.#controlled.bots.due(arrivals.at, arrivals.connections.length) };
  }

  /** Registers a function that is called with each new state. */
  onChange(changed: (state: LabState) => void): void {
    this.#changed = changed;
  }

  /** Starts to publish: with the ticker, until there is a schedule. */
  start(): void {
    this.#publish(null);
  }

  /** Resolves when the command has taken effect; a restart, when it has begun. @throws Refusal */
  async obey(command: ControlCommand): Promise<void> {
    if (this.#closed) throw new Refusal('unavailable', 'Expected a running lab; this one is shutting down. Look again later.');
    switch (command.type) {
      case 'weather':
        await this.#setWeather(command.set);
        break;
      case 'fault':
        return this.#faults.begin(command.fault, this.#weather());
      case 'lift':
        return this.#faults.lift();
      case 'serve':
        return this.#faults.serve(command.with, this.#weather());
      case 'schedule':
        this.#publish(command.schedule);
        break;
      case 'bots':
        await this.#setBots(command);
        break;
      case 'class':
        this.classroom.change(command.set);
        break;
      case 'ballot':
        this.classroom.box.obey(command);
    }
    this.#tell();
  }

  /** Resets everything to the start, because the visitors who changed it have gone. */
  async calm(): Promise<void> {
    if (this.#closed) return;
    this.#publish(null);
    this.classroom.end();
    const weather = this.#controlled.weather();
    await Promise.all([this.#faults.lift(), this.#setBots({ bots: noBots }), weather && this.#setWeather(this.#initial)]);
    this.#tell();
    if (weather) await this.#serveAsAtFirst(weather);
  }

  close(): void {
    this.#closed = true;
    this.#publishing();
    this.#faults.close();
    this.#controlled.bots.close();
  }

  #tell(): void {
    if (!this.#closed) this.#changed(this.state);
  }

  /** Restarts the streams only if their options were changed, because other readers than pages may be connected. */
  async #serveAsAtFirst(weather: WeatherProcess): Promise<void> {
    const [now, first] = [this.#streams.options, this.#servedFirst];
    const same = now.window === first.window && now.heartbeat === first.heartbeat && now.stall === first.stall;
    if (!same && !this.#closed && !this.#faults.isRestarting) await this.#faults.serve(first, weather);
  }

  #weather(): WeatherProcess {
    const weather = this.#controlled.weather();
    if (weather) return weather;
    throw new Refusal(
      'no-weather',
      'Expected a lab with weather in front; this one was started with --no-weather. Start it without that, and it has faults too.',
    );
  }

  async #setWeather(set: Partial<Conditions>): Promise<void> {
    await this.#weather().set(set);
    this.#conditions = changed(this.#conditions, set);
  }

  #publish(schedule: Schedule | null): void {
    const { log } = this.#streams;
    const { ticker } = this.#settings;
    this.#publishing();
    this.#schedule = schedule;
    if (schedule) this.#publishing = startSchedule(log, schedule);
    else this.#publishing = ticker > 0 ? startTicker(log, ticker) : () => {};
  }

  async #setBots({ bots: counts, ...asked }: Pick<BotsCommand, 'bots'> & Partial<BotHabits>): Promise<void> {
    const { bots } = this.#controlled;
    const wanted = { ...bots.counts, ...counts };
    const { pollInterval = bots.habits.pollInterval, retry = bots.habits.retry, first = bots.habits.first } = asked;
    const sum = transportNames.reduce((total, name) => total + wanted[name], 0);
    if (sum > maxBots)
      throw new Refusal('too-many', `Expected at most ${maxBots} bots together; got ${sum}. Take some of another transport away first.`);
    await bots.set(wanted, { pollInterval, retry, first });
  }
}
