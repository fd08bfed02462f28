import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/index.ts';
import type { StagedFront } from '../fronts/staged-front.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { ServerMemory } from '../processes/server-probe.ts';
import type { Mark } from './seen.ts';
import { readSegments } from './segments.ts';
import { readSocketBytes } from './socket-objects.ts';

/** The processes whose meters are read. */
interface Metered {
  readonly generator: Remote<GeneratorHandlers>;
  readonly server: Remote<ServerHandlers> | undefined;
  /** Where the server itself listens. */
  readonly direct: Target;
  /** A proxy between clients and server. Then the two ends do not count the same. */
  readonly front?: StagedFront;
}

/** Memory of a server after a garbage collection, in bytes. */
export interface Weight extends ServerMemory {
  /** The kernel's memory for its sockets and their buffers; absent if one of them is unknown. Idle sockets have empty buffers. */
  readonly kernel?: number;
}

/** Milliseconds after which a disagreement of two meters is reported. */
const patience = 3_000;

/** Reads the clients' and the server's counts, and waits until they can be compared. */
export class Meters {
  readonly #metered: Metered;
  /** Port of the publisher's connection, which is not a client's; 0 if it cannot be told from one. */
  publisherPort: number;
  readonly #signal: AbortSignal;

  constructor(metered: Metered, publisherPort: number, signal: AbortSignal) {
    this.#metered = metered;
    this.publisherPort = publisherPort;
    this.#signal = signal;
  }

  /** Waits until the server has this many connections, or the time is over. @param limit milliseconds @returns how many it has */
  async connected(asked: number, limit: number): Promise<number> {
    const { server } = this.#metered;
    const deadline = monotonic() + limit;
    let there = 0;
    while (server && there < asked && monotonic() < deadline) {
      this.#signal.throwIfAborted();
      there = (await server.call('counters')).connections;
    }
    return there;
  }

  /** Both sides as they are now, even in the middle of an exchange. */
  async mark(segments = false): Promise<Mark> {
    const { generator, server, direct, front } = this.#metered;
    const [clients, counters] = await Promise.all([generator.call('reading'), server?.call('counters')]);
    const seen = segments && server ? await readSegments(direct.port, this.publisherPort) : undefined;
    const time = front?.time();
    return { clients, ...(time !== undefined && { front: time }), ...(counters && { server: counters }), ...(seen && { segments: seen }) };
  }

  /** Waits until both sides have counted the same bytes: then nothing is on the way. */
  async agree(segments = false): Promise<{ mark: Mark; disagreement?: string }> {
    if (this.#metered.front) return this.#rest();
    const deadline = monotonic() + patience;
    for (;;) {
      const mark = await this.mark(segments);
      const { clients, server } = mark;
      if (!server || (server.up === clients.up && server.down === clients.down)) return { mark };
      if (monotonic() > deadline) {
        const more = (name: 'up' | 'down') => `${server[name] - clients[name]} bytes ${name}`;
        return {
          mark,
          disagreement: `The two ends do not agree: the server's sockets counted ${more('up')} and ${more('down')} more than the clients'.`,
        };
      }
      await until(monotonic() + 2, this.#signal);
    }
  }

  /** Waits until nothing is on the way between the clients and the proxy, or the time is over. */
  async #rest(): Promise<{ mark: Mark }> {
    const over = new AbortController();
    const late = until(monotonic() + patience, AbortSignal.any([over.signal, this.#signal]));
    await Promise.race([this.#metered.generator.call('settled'), late]).finally(() => over.abort());
    return { mark: await this.mark() };
  }

  /** The server's memory; `undefined` if it is not ours. */
  async weight(): Promise<Weight | undefined> {
    const { server, direct } = this.#metered;
    const memory = await server?.call('memory');
    const [segments, each] = await Promise.all([readSegments(direct.port, this.publisherPort), readSocketBytes()]);
    return memory && { ...memory, ...(segments && each !== undefined && { kernel: segments.kernel + memory.connections * each }) };
  }
}
