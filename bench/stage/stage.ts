import type { Remote } from '../../server/lab/processes/channel.ts';
import { parseCursor } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import { authority, rootOf } from '../arms/requests.ts';
import { publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { PublisherHandlers } from '../processes/publisher-main.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { Conditions } from '../result/result.ts';
import type { Contender } from '../run/settings.ts';
import { seededRandom } from '../statistics/random.ts';
import type { Bench, Path } from './bench.ts';
import { Meters } from './meters.ts';
import { measureRoundTrip } from './round-trip.ts';
import type { Handshake, Seen } from './seen.ts';
import { judgeWindow } from './window.ts';

export interface StageOptions {
  readonly contender: Contender;
  /** Milliseconds, added by a relay if above 0. */
  readonly rtt?: number;
  /** Seconds of silence before a heartbeat. */
  readonly heartbeat?: number;
  /** Repeats phases and schedules. Arms of one round have the same, so that all of them carry the same stream. */
  readonly seed: number;
}

/** Fewer clients are connected than were asked for: whatever was measured would be about others. */
export class MissingConnections extends Error {}

/** The system's words for having no more files to open. */
const outOfFiles = /^(EMFILE|ENFILE)$/;

/** @param troubles what came instead of a hello */
function explain(troubles: readonly string[]): string {
  if (troubles.some((one) => outOfFiles.test(one))) return 'The limit on open files is reached: raise it (ulimit -n).';
  // Somebody's page of many lines, and whatever else may be in it, has no business in a terminal as it is.
  const said = troubles.slice(0, 3).map((one) => one.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  return said.length > 0 ? `What came instead: ${said.join('; ')}` : 'Nothing came instead.';
}

/** Milliseconds beyond two poll intervals that the last notification may take to arrive everywhere. */
const drainPatience = 5_000;
/** Milliseconds from a command until it is due, for all processes to have it. */
const lead = 30;
/** Notifications that come before anything is measured: the first seconds measure the compiler. */
const warmUp = { count: 250, rate: 500, deliveriesPerSecond: 50_000 };

/** One server, and clients of one arm at it. */
export class Stage {
  readonly bench: Bench;
  readonly generator: Remote<GeneratorHandlers>;
  readonly publisher: Remote<PublisherHandlers>;
  /** Absent if the lab was running already. */
  readonly server: Remote<ServerHandlers> | undefined;
  readonly options: StageOptions;
  /** Where clients connect, and where the server itself listens. */
  readonly target: Target;
  readonly direct: Target;
  #handshake: Handshake | undefined;
  #roundTrip = 0;
  #head: string;
  /** Reads both sides. */
  readonly meters: Meters;
  readonly #path: Path;
  #windows = 0;
  #publisherPort: number;

  private constructor(
    bench: Bench,
    parts: Pick<Stage, 'generator' | 'publisher' | 'server' | 'options' | 'direct'>,
    path: Path,
    publisherPort: number,
    head: string,
  ) {
    this.bench = bench;
    this.generator = parts.generator;
    this.publisher = parts.publisher;
    this.server = parts.server;
    this.options = parts.options;
    this.direct = parts.direct;
    this.target = path.target;
    this.#path = path;
    this.#publisherPort = publisherPort;
    this.meters = new Meters(parts, publisherPort, bench.signal);
    this.#head = head;
  }

  /** Prefer `Bench.use`, which closes it too. */
  static async open(bench: Bench, generator: Remote<GeneratorHandlers>, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<Stage> {
    const { settings, parts } = bench;
    const { contender, rtt = 0, heartbeat = 15 } = options;
    if (settings.target) {
      // Before the path, which is a process: nothing is left running when nobody answers there.
      const port = await publisher.call('connect', settings.target);
      const path = await parts.path(settings.target, rtt);
      return new Stage(bench, { generator, publisher, server: undefined, options, direct: settings.target }, path, port, '');
    }
    const server = parts.server(contender.arm, contender.arm === 'tcp' ? [] : ['--heartbeat', String(heartbeat)]);
    try {
      const { port, publishPort, head } = await server.call('where');
      const direct = { host: '127.0.0.1', port };
      const connectedFrom = await publisher.call('connect', { host: '127.0.0.1', port: publishPort });
      // To two ports of a server one may come from the same port twice: there, the one that the publisher comes from may be a client's as well.
      const publisherPort = publishPort === port ? connectedFrom : 0;
      await server.call('ignore', publisherPort);
      const path = await parts.path(direct, rtt);
      return new Stage(bench, { generator, publisher, server, options, direct }, path, publisherPort, head);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /**
   * Adds clients, and waits until the server counts as many.
   * @throws MissingConnections
   */
  async connect(count: number): Promise<void> {
    const { settings, signal } = this.bench;
    // The first connections are nobody's: they find out how long the path is.
    if (this.options.rtt && this.#roundTrip === 0) this.#roundTrip = await measureRoundTrip(this.target);
    const before = await this.meters.mark();
    const { ready, asked, troubles } = await this.generator.call('open', {
      arm: this.options.contender.arm,
      target: this.target,
      count,
      pollInterval: settings.pollInterval,
      hold: settings.hold,
      head: this.#head,
      seed: this.options.seed + before.clients.opened,
      deadline: this.bench.patience,
    });
    const deadline = monotonic() + this.bench.patience;
    let there = ready;
    if (this.server) {
      there = 0;
      while (there < asked && monotonic() < deadline) {
        signal.throwIfAborted();
        there = (await this.server.call('counters')).connections;
      }
    }
    if (ready < asked || there < asked) {
      const atServer = this.server ? `, and the server has ${there}` : '';
      throw new MissingConnections(
        `Asked ${rootOf(this.target)} for ${asked} streams of ${this.options.contender.arm}; ${ready} were answered${atServer}. ${explain(troubles)}`,
      );
    }
    const { mark } = await this.meters.agree();
    this.#handshake = { connections: asked, before, after: mark };
  }

  /** Some hundreds of notifications that are not looked at. */
  async warmUp(): Promise<void> {
    const connections = (await this.meters.mark()).clients.connections;
    const rate = Math.min(warmUp.rate, Math.max(20, warmUp.deliveriesPerSecond / Math.max(1, connections)));
    const times = publishTimes('periodic', rate, Math.min(1, warmUp.count / rate), () => 0);
    const start = monotonic() + lead;
    await this.generator.call('start', start);
    await this.#publish(start, times);
    await this.#drain();
  }

  /**
   * Steady traffic for some seconds, or silence at rate 0, and everything that can be known of it.
   * @throws the signal's reason when the run is interrupted
   */
  async window(conditions: Conditions, seconds: number): Promise<Seen> {
    const { signal } = this.bench;
    this.#windows += 1;
    const random = seededRandom(this.options.seed + 7_919 * this.#windows);
    const times = conditions.rate > 0 ? publishTimes(conditions.schedule, conditions.rate, seconds, random) : [];
    const { mark: before } = await this.meters.agree(true);
    await this.generator.call('reset');
    const start = monotonic() + lead;
    await this.generator.call('start', start);
    const publishing = this.#publish(start, times);
    publishing.catch(() => {});
    await until(start, signal);
    await this.server?.call('loopDelay');
    const begin = await this.meters.mark();
    await until(start + seconds * 1_000, signal);
    const end = await this.meters.mark();
    const loopDelay = await this.server?.call('loopDelay');
    const published = await publishing;
    const late = await this.#drain();
    const { mark: after, disagreement } = await this.meters.agree(true);
    const received = await this.generator.call('received');
    const handshake = this.#handshake ?? { connections: 0, before, after: before };
    return judgeWindow(
      {
        contender: this.options.contender,
        conditions,
        heartbeat: (this.options.heartbeat ?? 15) * 1_000,
        authority: authority(this.target),
        ...(this.target.prefix && { prefix: this.target.prefix }),
        handshake,
        roundTrip: this.#roundTrip,
        seconds,
        times,
        published,
        before,
        after,
        begin,
        end,
        ...(loopDelay !== undefined && { loopDelay }),
        received,
      },
      { late, disagreement, headroom: this.bench.headroom.deliveries },
    );
  }

  async close(): Promise<void> {
    await this.generator.call('close').catch(() => {});
    // A relay that is gone already, by Ctrl-C for example, must not keep the server from being ended.
    await this.#path.close().catch(() => {});
    await this.server?.stop();
  }

  async #publish(start: number, times: readonly number[]) {
    const published = await this.publisher.call('publish', { start, times, payload: this.bench.settings.payload });
    if (published.last !== '') this.#head = published.last;
    await this.#knowPublisher(published.localPort);
    return published;
  }

  /** A publisher that had to connect anew is no client either: nobody has counted since. */
  async #knowPublisher(port: number): Promise<void> {
    if (port === this.#publisherPort || this.#publisherPort === 0) return;
    this.#publisherPort = port;
    this.meters.publisherPort = port;
    await this.server?.call('ignore', port);
  }

  /** @returns what is missing, if anything */
  #drain(): Promise<string | undefined> {
    const { pollInterval } = this.bench.settings;
    const wait = drainPatience + 2 * pollInterval + 4 * (this.options.rtt ?? 0);
    return this.generator.call('drain', { seq: parseCursor(this.#head)?.seq ?? 0, wait });
  }
}
