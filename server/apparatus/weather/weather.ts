import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { seededRandom } from '../random.ts';
import { type ByteCount, type Conditions, changed, clearSky, type Direction, type Fault, type WeatherStats } from './conditions.ts';
import { Deadlines } from './deadlines.ts';
import { RelayedConnection, type Sky } from './relay.ts';

export * from './conditions.ts';

/** Where the relay leads. */
export interface Target {
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
}

/** A relay in this process. Each method takes effect at once. */
export interface Weather {
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number;
  /** @throws RangeError if a number is none, or below 0 */
  set(changes: Partial<Conditions>): void;
  /** New connections go there; open ones stay where they are. */
  retarget(target: Target): void;
  /** @returns lifts the fault before its time; calling it twice, or for a fault without a duration, is harmless */
  fault(fault: Fault): () => void;
  stats(): WeatherStats;
  /** Resets what is open and stops listening. */
  close(): Promise<void>;
}

const faultDirections = { 'black-hole': ['up', 'down'], unavailable: [], cut: [], end: [] } as const;

const add = (one: ByteCount, other: ByteCount): ByteCount => ({ total: one.total + other.total, heads: one.heads + other.heads });

/** A TCP relay between clients and a server of this machine, and what happens to the lines through it. */
export async function startWeather(target: Target, conditions: Partial<Conditions> = {}): Promise<Weather> {
  const relay = new Relay(target, changed(clearSky, conditions));
  await relay.listen();
  return relay;
}

class Relay implements Weather, Sky {
  conditions: Conditions;
  readonly deadlines = new Deadlines();
  readonly random = () => this.#draw();
  port = 0;
  #draw: () => number;
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  readonly #connections = new Set<RelayedConnection>();
  /** Faults that last. */
  readonly #faults = new Set<Fault>();
  #target: Target;
  #accepted = 0;
  #gone = { up: { total: 0, heads: 0 }, down: { total: 0, heads: 0 }, mostQueued: 0 };

  constructor(target: Target, conditions: Conditions) {
    this.#target = target;
    this.conditions = conditions;
    this.#draw = seededRandom(conditions.seed);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  get unavailable(): boolean {
    return [...this.#faults].some(({ kind }) => kind === 'unavailable');
  }

  held(direction: Direction): boolean {
    return [...this.#faults].some((fault) =>
      fault.kind === 'stall' ? fault.direction === direction : (faultDirections[fault.kind] as readonly Direction[]).includes(direction),
    );
  }

  set(changes: Partial<Conditions>): void {
    this.conditions = changed(this.conditions, changes);
    if (changes.seed !== undefined) this.#draw = seededRandom(changes.seed);
    for (const connection of this.#connections) connection.watch();
  }

  retarget(target: Target): void {
    this.#target = target;
  }

  fault(fault: Fault): () => void {
    if (fault.kind === 'cut' || fault.kind === 'end') {
      for (const connection of this.#connections) connection[fault.kind]();
      return () => {};
    }
    // Two faults of the same words are two: each is lifted by itself.
    const own = { ...fault };
    const lift = () => {
      if (this.#faults.delete(own)) this.#hold();
    };
    this.#faults.add(own);
    this.#hold();
    if (fault.seconds !== undefined) this.deadlines.at(performance.now() + fault.seconds * 1_000, lift);
    return lift;
  }

  stats(): WeatherStats {
    const open = [...this.#connections].map(({ stats }) => stats);
    return {
      accepted: this.#accepted,
      open,
      up: open.map(({ up }) => up).reduce(add, this.#gone.up),
      down: open.map(({ down }) => down).reduce(add, this.#gone.down),
      mostQueued: Math.max(this.#gone.mostQueued, ...[...this.#connections].map(({ mostQueued }) => mostQueued)),
    };
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.cut();
    this.deadlines.clear();
    await closed;
  }

  #hold(): void {
    for (const connection of this.#connections) connection.hold();
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    const server = connect({ host: '127.0.0.1', ...this.#target, allowHalfOpen: true });
    const connection: RelayedConnection = new RelayedConnection(this.#accepted, client, server, this, () => this.#forget(connection));
    this.#connections.add(connection);
  }

  #forget(connection: RelayedConnection): void {
    this.#connections.delete(connection);
    const { up, down } = connection.stats;
    const mostQueued = Math.max(this.#gone.mostQueued, connection.mostQueued);
    this.#gone = { up: add(this.#gone.up, up), down: add(this.#gone.down, down), mostQueued };
  }
}
