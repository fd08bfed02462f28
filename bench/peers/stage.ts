import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import type { Fields } from '../model/index.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { processorTime, residentBytes } from '../processes/process-usage.ts';
import { processes } from '../stage/bench.ts';
import { busyShare } from '../stage/window.ts';
import type { AskersOrder } from './askers.ts';
import type { AskersHandlers } from './askers-main.ts';
import type { Peer, RunningPeer } from './peer.ts';
import { orderOf } from './readers.ts';
import type { ReadersHandlers } from './readers-main.ts';
import type { Settings } from './settings.ts';

/** A pace of publishing. */
export interface Pace {
  /** Publishes that go out with one write, and so come in together. */
  readonly burst: number;
  readonly bursts: number;
  /** Milliseconds between two of them; 0 is as fast as they are taken. */
  readonly interval: number;
}

/** What one stretch of publishing cost the server, and brought the readers. */
interface Stretch {
  readonly published: number;
  readonly delivered: number;
  readonly expected: number;
  /** Bytes that readers received. */
  readonly bytes: number;
  /** Microseconds of the server's processor time. */
  readonly cpu: number;
  /** Milliseconds from the first publish to the last delivery. */
  readonly elapsed: number;
  /** Share of the readers' process that was busy. */
  readonly generator: number;
}

/** Milliseconds that the last deliveries may take. */
const patience = 60_000;

/** The processes that stay for a whole run, readers, askers and the publisher, and one peer at a time. */
export class PeerStage {
  readonly settings: Settings;
  /** Of the lab's Node, such as `--cpu-prof`. */
  readonly flags: readonly string[];
  readonly readers: Remote<ReadersHandlers> = forkProcess<ReadersHandlers>('../peers/readers-main', 'readers');
  readonly publisher = processes.publisher();
  #askers: Remote<AskersHandlers> | undefined;

  constructor(settings: Settings, flags: readonly string[] = []) {
    this.settings = settings;
    this.flags = flags;
  }

  /** Started when they are first needed. */
  private get askers(): Remote<AskersHandlers> {
    this.#askers ??= forkProcess<AskersHandlers>('../peers/askers-main', 'askers');
    return this.#askers;
  }

  /** Starts a peer, does something with it, and stops it whatever happens. */
  async with<Value>(peer: Peer, act: (staged: StagedPeer) => Promise<Value>): Promise<Value> {
    const running = await peer.start(this.flags);
    try {
      await this.publisher.call('connect', running.publish);
      return await act(new StagedPeer(this, peer, running));
    } finally {
      await this.readers.call('close').catch(() => {});
      await running.stop();
    }
  }

  /** Opens askers, does something with them, and closes them whatever happens. */
  async asking<Value>(order: AskersOrder, act: (askers: Remote<AskersHandlers>) => Promise<Value>): Promise<Value> {
    try {
      await this.askers.call('open', order);
      return await act(this.askers);
    } finally {
      await this.askers.call('close').catch(() => {});
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.readers.stop(), this.publisher.stop(), this.#askers?.stop()]);
  }
}

/** A peer on the stage: the only one that is read, and published to. */
export class StagedPeer {
  readonly running: RunningPeer;
  readonly target: Target;
  readonly settings: Settings;
  readonly #stage: PeerStage;
  readonly #peer: Peer;

  constructor(stage: PeerStage, peer: Peer, running: RunningPeer) {
    this.#stage = stage;
    this.#peer = peer;
    this.running = running;
    this.target = running.target;
    this.settings = stage.settings;
  }

  /** Adds readers. @param fields of each head, beside what its kind asks for */
  open(count: number, fields: Fields = []): Promise<void> {
    return this.#stage.readers.call('open', orderOf(this.target, this.#peer.greeting(this.target, fields), count, this.#peer.alive));
  }

  /** @returns how many were published */
  async publish({ burst, bursts, interval }: Pace): Promise<number> {
    const times = Array.from({ length: bursts }, (_, number) => number * interval);
    const { epoch } = this.#peer;
    const { payload } = this.settings;
    // What was due a moment ago waits for nothing but the server.
    const start = interval > 0 ? {} : { start: monotonic() };
    return (await this.#stage.publisher.call('publish', { ...start, times, burst, payload, ...(epoch && { epoch }) })).count;
  }

  /** Publishes, and waits until `readers` of them have everything. */
  async stretch(pace: Pace, readers: number): Promise<Stretch> {
    const clients = this.#stage.readers;
    const before = await clients.call('reading');
    const [cpu, start] = [this.cpu, monotonic()];
    const published = await this.publish(pace);
    const expected = published * readers;
    await clients.call('until', { delivered: before.delivered + expected, wait: patience });
    const [used, elapsed] = [this.cpu - cpu, monotonic() - start];
    const after = await clients.call('reading');
    return {
      published,
      expected,
      delivered: after.delivered - before.delivered,
      bytes: after.bytes - before.bytes,
      cpu: used,
      elapsed,
      generator: busyShare(before, after),
    };
  }

  /** Microseconds that its process has used so far. */
  get cpu(): number {
    return processorTime(this.running.pid);
  }

  /** Bytes that its process has resident. */
  get resident(): number {
    return residentBytes(this.running.pid);
  }
}
