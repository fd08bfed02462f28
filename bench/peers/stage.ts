import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import { newEpoch } from '../dialects/mark.ts';
import type { Fields } from '../model/index.ts';
import { monotonic } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { OpenOrder } from '../processes/generator-messages.ts';
import { processorTime, residentBytes } from '../processes/process-usage.ts';
import { markPlace, type PublishTemplate } from '../processes/publisher.ts';
import { processes } from '../stage/bench.ts';
import { explain, MissingConnections } from '../stage/missing-connections.ts';
import { busyShare } from '../stage/window.ts';
import type { Peer, RunningPeer } from './peer.ts';
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

/** What clients are opened for, as far as it is not the same for all. */
type Asked = Pick<OpenOrder, 'arm' | 'target' | 'count'> & Partial<OpenOrder>;

/** Milliseconds that the last deliveries, and opening, may take. */
const patience = 60_000;

/** `{"pad":"` and `"}` around the mark. */
const dataAround = 10;

/** A draft as the lab takes it. The time is one for all, so that two runs differ in nothing. */
const templateFor = ({ givesNoIds }: Peer, epoch: string): PublishTemplate => ({
  method: 'POST',
  path: '/publish',
  fields: [['Content-Type', 'application/json']],
  body: `{${givesNoIds ? '"id":"peer00-1000",' : ''}"event":"bench","data":{"pad":"${markPlace}"},"at":1700000000000}`,
  epoch,
});

/** The generator and the publisher of `npm run bench`, which stay for a whole run, and one peer at a time. */
export class PeerStage {
  readonly settings: Settings;
  /** Of the lab's Node, such as `--cpu-prof`. */
  readonly flags: readonly string[];
  readonly generator = processes.generator();
  readonly publisher = processes.publisher();

  constructor(settings: Settings, flags: readonly string[] = []) {
    this.settings = settings;
    this.flags = flags;
  }

  /** Starts a peer, does something with it, and stops it whatever happens. */
  async with<Value>(peer: Peer, act: (staged: StagedPeer) => Promise<Value>): Promise<Value> {
    const running = await peer.start(this.flags);
    try {
      const template = templateFor(peer, newEpoch());
      await this.publisher.call('connectBy', { target: running.publish, template });
      return await act(new StagedPeer(this, peer, running, `${template.epoch}-0`));
    } finally {
      await this.generator.call('close').catch(() => {});
      await running.stop();
    }
  }

  /** Adds clients. @throws MissingConnections */
  async open(order: Asked): Promise<void> {
    const { ready, asked, troubles } = await this.generator.call('open', {
      pollInterval: 1_000,
      hold: 55,
      head: '',
      seed: this.settings.seed,
      deadline: patience,
      ...order,
    });
    if (ready < asked) throw new MissingConnections(`Asked for ${asked} readers; ${ready} were answered. ${explain(troubles)}`);
  }

  /** Opens clients that ask, does something with them, and closes them whatever happens. */
  async asking<Value>(order: Asked, act: (generator: Remote<GeneratorHandlers>) => Promise<Value>): Promise<Value> {
    try {
      await this.open(order);
      return await act(this.generator);
    } finally {
      await this.generator.call('close').catch(() => {});
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.generator.stop(), this.publisher.stop()]);
  }
}

/** A peer on the stage: the only one that is read, and published to. */
export class StagedPeer {
  readonly running: RunningPeer;
  readonly target: Target;
  readonly settings: Settings;
  /** The cursor of the last mark. */
  head: string;
  readonly #stage: PeerStage;
  readonly #peer: Peer;

  constructor(stage: PeerStage, peer: Peer, running: RunningPeer, head: string) {
    this.#stage = stage;
    this.#peer = peer;
    this.running = running;
    this.target = running.target;
    this.settings = stage.settings;
    this.head = head;
  }

  /** Adds readers. @param fields of each head, beside what its kind asks for */
  open(count: number, fields: Fields = []): Promise<void> {
    const { arm, spoken } = this.#peer;
    return this.#stage.open({ arm, target: this.target, count, head: this.head, spoken: { ...spoken, fields } });
  }

  /** @returns how many were published */
  async publish({ burst, bursts, interval }: Pace): Promise<number> {
    const times = Array.from({ length: bursts }, (_, number) => number * interval);
    const payload = this.settings.payload - dataAround;
    // What was due a moment ago waits for nothing but the server.
    const start = interval > 0 ? {} : { start: monotonic() };
    const { count, last } = await this.#stage.publisher.call('publish', { ...start, times, burst, payload });
    this.head = last;
    return count;
  }

  /** Waits until every reader has everything. */
  async drain(wait = patience): Promise<void> {
    await this.#stage.generator.call('drain', { seq: Number(this.head.split('-')[1]), wait });
  }

  /** Publishes, and waits until `readers` of them have everything. */
  async stretch(pace: Pace, readers: number): Promise<Stretch> {
    const clients = this.#stage.generator;
    const before = await clients.call('reading');
    const [cpu, start] = [this.cpu, monotonic()];
    const published = await this.publish(pace);
    if (readers > 0) await this.drain();
    const [used, elapsed] = [this.cpu - cpu, monotonic() - start];
    const after = await clients.call('reading');
    return {
      published,
      expected: published * readers,
      delivered: after.delivered - before.delivered,
      bytes: after.down - before.down,
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
