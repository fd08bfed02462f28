import type { ReadonlySignal } from '@preact/signals';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { StreamOptions } from '../../stream/index.ts';
import { Recording } from '../track/recording.ts';
import { Connections } from './connections.ts';
import { type Lane, RecordedLane } from './lane.ts';
import { type PauseReason, Pausing } from './pausing.ts';
import { RecentEvents } from './recent-events.ts';
import type { Surroundings } from './surroundings.ts';

/** One run: its streams and their recording. Several runs are independent. */
export class Race {
  readonly recording: Recording;
  readonly connections = new Connections();
  readonly events = new RecentEvents();
  /** The visitor's name, sent to the lab with each request if there is one. */
  who: string | undefined;
  /** How often all counts were reset. */
  restarts = 0;
  readonly #surroundings: Surroundings;
  readonly #lanes = new Set<Lane>();
  readonly #pausing = new Pausing(this.#lanes);
  /** Lanes that `run` has opened. */
  readonly #running = new Map<TransportName, Lane>();

  /** @param capacity rows of the recording. @default a minute of 1,000 notifications a second */
  constructor(surroundings: Surroundings, capacity?: number) {
    this.#surroundings = surroundings;
    this.recording = new Recording(() => surroundings.serverNow(), capacity);
  }

  /** All open streams: one per transport in a race, otherwise one that switches transports. */
  get lanes(): ReadonlySet<Lane> {
    return this.#lanes;
  }

  /** Why nothing runs; `undefined` while it does. */
  get paused(): ReadonlySignal<PauseReason | undefined> {
    return this.#pausing.reason;
  }

  /** The lane that this transport carries, if there is one. */
  laneOf(name: TransportName): Lane | undefined {
    return [...this.#lanes].find(({ stream }) => stream.transport === name);
  }

  /** A lane that can publish: the WebSocket if it is open, otherwise any, which posts. */
  get publisher(): Lane | undefined {
    return this.laneOf('websocket') ?? [...this.#lanes][0];
  }

  /** Opens a stream that records every step. */
  open(options: StreamOptions): Lane {
    const closed = (lane: Lane) => {
      this.#lanes.delete(lane);
      this.lanesChanged();
    };
    const { recording, connections, events } = this;
    const book = { recording, connections, events, surroundings: this.#surroundings, who: () => this.who };
    const lane = new RecordedLane({ ...this.#surroundings.streamOptions(), ...options }, book, closed);
    this.#lanes.add(lane);
    this.#pausing.opened(lane);
    this.recording.ongoing.set('idle', lane.stream.transport, false);
    this.#keepTime();
    return lane;
  }

  /** Opens a lane for each of these, and closes all others. */
  run(names: readonly TransportName[]): void {
    for (const name of this.#running.keys()) if (!names.includes(name)) this.#stop(name);
    for (const name of names) if (!this.#running.has(name)) this.#start(name);
  }

  /** Reopens the lanes with the current options, each from its cursor. */
  reopen(): void {
    for (const name of [...this.#running.keys()]) this.#start(name, this.#stop(name));
  }

  /** Streams were opened, closed or switched: records which lanes carry one. */
  lanesChanged(): void {
    for (const name of transportNames) this.recording.ongoing.set('idle', name, !this.laneOf(name));
    this.#keepTime();
  }

  /** Closes every stream at its cursor. */
  pause(why: PauseReason): void {
    this.#pausing.pause(why);
    this.#keepTime();
  }

  /** Resumes from the cursors. @param why only what was paused for this reason */
  resume(why: PauseReason): void {
    this.#pausing.resume(why);
    this.#keepTime();
  }

  /** Resets all counts; the streams go on. */
  restart(): void {
    this.restarts += 1;
    for (const lane of this.#lanes) lane.settle();
    this.recording.reset();
  }

  #keepTime(): void {
    const paused = this.paused.peek() !== undefined;
    for (const name of transportNames) this.recording.running[name].run(!paused && this.laneOf(name) !== undefined);
  }

  #start(name: TransportName, after?: string): void {
    this.#running.set(name, this.open({ transport: name, ...(after && { after }) }));
  }

  #stop(name: TransportName): string | undefined {
    const lane = this.#running.get(name);
    lane?.close();
    this.#running.delete(name);
    return lane?.stream.cursor;
  }
}
