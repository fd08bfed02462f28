import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** What a server process has used since it started; the difference of two is what it used in between. */
export interface ServerCounters {
  /** When it was read, a time of `monotonic()`. */
  readonly at: number;
  /** Bytes at its sockets, open and closed ones, named from the clients' side; without the publisher's connection. */
  readonly up: number;
  readonly down: number;
  /** Open connections, without the publisher's. */
  readonly connections: number;
  /** Microseconds of processor time of all its threads, user and system together. */
  readonly cpu: number;
  /** Milliseconds that its event loop has been busy, and idle. */
  readonly active: number;
  readonly idle: number;
}

/** After a garbage collection. */
export interface ServerMemory {
  readonly connections: number;
  /** Bytes. */
  readonly heap: number;
  readonly rss: number;
}

/** Milliseconds between two readings of the clock. Every value contains them once, so they are subtracted. */
const delayResolution = 10;

/** Measures a server from inside its process: its sockets, processor time, event loop and memory. */
export class ServerProbe {
  readonly #sockets = new Set<Socket>();
  readonly #ignored = new Set<number>();
  readonly #delay = monitorEventLoopDelay({ resolution: delayResolution });
  #closed = { up: 0, down: 0 };

  /** @param server anything that emits `connection` with a socket */
  watch(server: EventEmitter): void {
    this.#delay.enable();
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        if (this.#isIgnored(socket)) return;
        this.#closed.up += socket.bytesRead;
        this.#closed.down += socket.bytesWritten;
      });
    });
  }

  /** @param port of the peer whose connection is not a client's */
  ignore(port: number): void {
    this.#ignored.add(port);
  }

  counters(): ServerCounters {
    const { user, system } = process.cpuUsage();
    const { active, idle } = performance.eventLoopUtilization();
    const sum = { ...this.#closed };
    let connections = 0;
    for (const socket of this.#sockets) {
      if (this.#isIgnored(socket)) continue;
      connections += 1;
      sum.up += socket.bytesRead;
      sum.down += socket.bytesWritten;
    }
    return { at: Number(process.hrtime.bigint() / 1_000n) / 1_000, ...sum, connections, cpu: user + system, active, idle };
  }

  /** Milliseconds by which the event loop was late, 99th percentile since the last call. */
  loopDelay(): number {
    const late = this.#delay.percentile(99) / 1e6 - delayResolution;
    this.#delay.reset();
    return Math.max(0, Number.isFinite(late) ? late : 0);
  }

  /** The same, and the longest delay since that call. */
  loopDelays(): { readonly p99: number; readonly worst: number } {
    const worst = Math.max(0, this.#delay.max / 1e6 - delayResolution);
    return { worst, p99: this.loopDelay() };
  }

  /** Collects garbage first, as thoroughly as `--expose-gc` lets it. */
  async memory(): Promise<ServerMemory> {
    for (let round = 0; round < 2; round += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { connections: this.counters().connections, heap: heapUsed, rss };
  }

  #isIgnored(socket: Socket): boolean {
    return socket.remotePort !== undefined && this.#ignored.has(socket.remotePort);
  }
}

/** The calls that the parent may make to a server process. */
export const probeHandlers = (probe: ServerProbe) => ({
  ignore: (port: number) => probe.ignore(port),
  counters: () => probe.counters(),
  loopDelay: () => probe.loopDelay(),
  loopDelays: () => probe.loopDelays(),
  memory: () => probe.memory(),
});
