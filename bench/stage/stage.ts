import type { Remote } from '../../server/lab/processes/channel.ts';
import { parseCursor } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import { authority, rootOf } from '../arms/requests.ts';
import { type Spoken, urlOf } from '../dialects/spoken.ts';
import type { StagedFront } from '../fronts/staged-front.ts';
import { publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { PublishOrder } from '../processes/publisher.ts';
import type { PublisherHandlers } from '../processes/publisher-handlers.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { Conditions } from '../result/result.ts';
import { seededRandom } from '../statistics/random.ts';
import type { Bench, Path } from './bench.ts';
import { Meters } from './meters.ts';
import { explain, MissingConnections } from './missing-connections.ts';
import { Publishing } from './publishing.ts';
import { measureRoundTrip } from './round-trip.ts';
import type { Handshake, Seen } from './seen.ts';
import { type StagedServer, type StageOptions, stageServer } from './staged-server.ts';
import { judgeWindow } from './window.ts';

/** Milliseconds, beyond two poll intervals, until the last notification has arrived everywhere. */
const drainPatience = 5_000;
/** Milliseconds from a command until it is due, so that all processes have it by then. */
const lead = 30;
/** Notifications before the measurement, because the first seconds measure the compiler. */
const warmUp = { count: 250, rate: 500, deliveriesPerSecond: 50_000 };
/** A compressed delivery takes up to ten times the processor time. At a higher rate some would still be pending when the window begins. */
const codedDeliveries = 2_000;

/** One server, and clients of one arm connected to it. */
export class Stage {
  readonly bench: Bench;
  readonly generator: Remote<GeneratorHandlers>;
  readonly publisher: Remote<PublisherHandlers>;
  /** Absent if the lab was already running. */
  readonly server: Remote<ServerHandlers> | undefined;
  readonly options: StageOptions;
  /** Where clients connect, and where the server itself listens. */
  readonly target: Target;
  readonly direct: Target;
  /** Reads both sides. */
  readonly meters: Meters;
  readonly #path: Path;
  readonly #spoken: Spoken | undefined;
  readonly #front: StagedFront | undefined;
  readonly #publishing: Publishing;
  #handshake: Handshake | undefined;
  #roundTrip = 0;
  #windows = 0;

  private constructor(bench: Bench, parts: Pick<Stage, 'generator' | 'publisher' | 'options'>, staged: StagedServer) {
    const { server, direct, path, publisherPort, head, spoken, front } = staged;
    this.bench = bench;
    this.generator = parts.generator;
    this.publisher = parts.publisher;
    this.options = parts.options;
    this.server = server;
    this.direct = direct;
    this.target = path.target;
    this.#path = path;
    this.#spoken = spoken;
    this.#front = front;
    this.meters = new Meters({ generator: parts.generator, server, direct, ...(front && { front }) }, publisherPort, bench.signal);
    this.#publishing = new Publishing({ publisher: parts.publisher, server, meters: this.meters }, head);
  }

  /** Prefer `Bench.use`, which also closes it. */
  static async open(bench: Bench, generator: Remote<GeneratorHandlers>, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<Stage> {
    return new Stage(bench, { generator, publisher, options }, await stageServer(bench, publisher, options));
  }

  /**
   * Adds clients, and waits until the server counts them.
   * @throws MissingConnections
   */
  async connect(count: number): Promise<void> {
    const { settings } = this.bench;
    // Before any client connects, probes measure the length of the path.
    if (this.options.rtt && this.#roundTrip === 0) this.#roundTrip = await measureRoundTrip(this.target);
    const before = await this.meters.mark();
    const { ready, asked, troubles } = await this.generator.call('open', {
      arm: this.options.contender.arm,
      target: this.target,
      count,
      pollInterval: settings.pollInterval,
      hold: settings.hold,
      head: this.#publishing.head,
      seed: this.options.seed + before.clients.opened,
      deadline: this.bench.patience,
      ...(this.#spoken && { spoken: this.#spoken }),
      ...(this.options.together && { together: true }),
    });
    // A proxy decides itself how many connections it has to the server.
    const counting = this.#front ? undefined : this.server;
    const there = counting ? await this.meters.connected(asked, this.bench.patience) : ready;
    if (ready < asked || there < asked) {
      const atServer = counting ? `, and the server has ${there}` : '';
      throw new MissingConnections(
        `Asked ${this.#spoken ? urlOf(this.#spoken, this.target) : rootOf(this.target)} for ${asked} streams of ${this.options.contender.arm}; ${ready} were answered${atServer}. ${explain(troubles)}`,
      );
    }
    const { mark } = await this.meters.agree();
    this.#handshake = { connections: asked, before, after: mark };
  }

  /** Some hundreds of notifications that are not measured. */
  async warmUp(): Promise<void> {
    const deliveries = this.options.coding ? codedDeliveries : warmUp.deliveriesPerSecond;
    const connections = (await this.meters.mark()).clients.connections;
    const rate = Math.min(warmUp.rate, Math.max(20, deliveries / Math.max(1, connections)));
    const times = publishTimes('periodic', rate, Math.min(1, warmUp.count / rate), () => 0);
    const start = monotonic() + lead;
    await this.generator.call('start', start);
    await this.publish({ start, times });
    await this.drain();
  }

  /**
   * Steady traffic for some seconds, or silence at rate 0, with all its measurements.
   * @throws the signal's reason when the run is interrupted
   */
  async window(conditions: Conditions, seconds: number): Promise<Seen> {
    this.#windows += 1;
    const random = seededRandom(this.options.seed + 7_919 * this.#windows);
    const times = conditions.rate > 0 ? publishTimes(conditions.schedule, conditions.rate, seconds, random) : [];
    const { mark: before } = await this.meters.agree(true);
    const traffic = await this.#traffic(times, seconds);
    const late = await this.drain();
    const { mark: after, disagreement } = await this.meters.agree(true);
    const received = await this.generator.call('received');
    const handshake = this.#handshake ?? { connections: 0, before, after: before };
    return judgeWindow(
      { ...this.#circumstances(), conditions, handshake, seconds, times, before, after, received, ...traffic },
      { late, disagreement, headroom: this.bench.headroom.deliveries },
    );
  }

  /** Notifications with the data of this stage, at times that the caller chooses. */
  publish(order: Omit<PublishOrder, 'payload'>) {
    return this.#publishing.publish({ ...order, ...(this.options.data ?? { payload: this.bench.settings.payload }) });
  }

  /** Waits until every client has everything. @param wait milliseconds at most @returns what is missing, if anything */
  drain(wait = drainPatience + 2 * this.bench.settings.pollInterval + 4 * (this.options.rtt ?? 0)): Promise<string | undefined> {
    return this.generator.call('drain', { seq: parseCursor(this.#publishing.head)?.seq ?? 0, wait });
  }

  async close(): Promise<void> {
    await this.generator.call('close').catch(() => {});
    // If the relay is already gone, for example by Ctrl-C, the server still has to be ended.
    await this.#path.close().catch(() => {});
    await this.#front?.close().catch(() => {});
    await this.server?.stop();
  }

  /** Publishes on schedule. @returns what was published, and both sides at the beginning and at the end of the seconds */
  async #traffic(times: readonly number[], seconds: number): Promise<Pick<Seen, 'begin' | 'end' | 'published' | 'loopDelay'>> {
    const { signal } = this.bench;
    await this.generator.call('reset');
    const start = monotonic() + lead;
    await this.generator.call('start', start);
    const publishing = this.publish({ start, times });
    publishing.catch(() => {});
    await until(start, signal);
    await this.server?.call('loopDelay');
    const begin = await this.meters.mark();
    await until(start + seconds * 1_000, signal);
    const end = await this.meters.mark();
    const loopDelay = await this.server?.call('loopDelay');
    return { begin, end, published: await publishing, ...(loopDelay !== undefined && { loopDelay }) };
  }

  /** What all windows of a stage have in common. */
  #circumstances(): Pick<Seen, 'contender' | 'heartbeat' | 'target' | 'authority' | 'prefix' | 'roundTrip' | 'isForeign'> {
    const { contender, heartbeat = 15 } = this.options;
    const { prefix } = this.target;
    return {
      contender,
      heartbeat: heartbeat * 1_000,
      target: this.target,
      authority: authority(this.target),
      ...(prefix && { prefix }),
      roundTrip: this.#roundTrip,
      isForeign: this.#spoken !== undefined,
    };
  }
}
