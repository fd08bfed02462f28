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

/** Whose meters are read. */
interface Metered {
  readonly generator: Remote<GeneratorHandlers>;
  readonly server: Remote<ServerHandlers> | undefined;
  /** Where the server itself listens. */
  readonly direct: Target;
  /** A proxy between them: what the two ends count is not the same then. */
  readonly front?: StagedFront;
}

/** What a server weighs after a garbage collection; all in bytes. */
export interface Weight extends ServerMemory {
  /** What the kernel keeps for its sockets, and what lies in their buffers; absent where one of them cannot be known. Idle sockets have nothing in their buffers. */
  readonly kernel?: number;
}

/** Milliseconds until two meters that do not agree are a finding. */
const patience = 3_000;

/** Reads the clients' and the server's counts, and knows when they can be compared. */
export class Meters {
  readonly #metered: Metered;
  /** Of a connection that is no client's; 0 if it cannot be told from one. */
  publisherPort: number;
  readonly #signal: AbortSignal;

  constructor(metered: Metered, publisherPort: number, signal: AbortSignal) {
    this.#metered = metered;
    this.publisherPort = publisherPort;
    this.#signal = signal;
  }

  /** Waits until the server has so many connections, or the time is over. @param limit milliseconds @returns how many it has */
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

  /** Both sides as they are now, whatever is under way. */
  async mark(segments = false): Promise<Mark> {
    const { generator, server, direct, front } = this.#metered;
    const [clients, counters] = await Promise.all([generator.call('reading'), server?.call('counters')]);
    const seen = segments && server ? await readSegments(direct.port, this.publisherPort) : undefined;
    const time = front?.time();
    return { clients, ...(time !== undefined && { front: time }), ...(counters && { server: counters }), ...(seen && { segments: seen }) };
  }

  /** Waits until both sides have counted the same bytes: nothing is under way then. */
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

  /** Waits until nothing is under way between the clients and the proxy, or the time is over. */
  async #rest(): Promise<{ mark: Mark }> {
    const over = new AbortController();
    const late = until(monotonic() + patience, AbortSignal.any([over.signal, this.#signal]));
    await Promise.race([this.#metered.generator.call('settled'), late]).finally(() => over.abort());
    return { mark: await this.mark() };
  }

  /** What the server weighs; `undefined` if it is not ours. */
  async weight(): Promise<Weight | undefined> {
    const { server, direct } = this.#metered;
    const memory = await server?.call('memory');
    const [segments, each] = await Promise.all([readSegments(direct.port, this.publisherPort), readSocketBytes()]);
    return memory && { ...memory, ...(segments && each !== undefined && { kernel: segments.kernel + memory.connections * each }) };
  }
}
