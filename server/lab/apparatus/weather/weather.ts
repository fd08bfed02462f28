import { connect, createServer, type Socket } from 'node:net';
import { seededRandom } from '../../../../bench/statistics/random.ts';
import { clock } from '../../../stream/log/wall-clock.ts';
import { type Listening, listen } from '../../listen.ts';
import { ArrivalBook } from './arrivals.ts';
import { Bypassing } from './bypass.ts';
import { type Arrivals, type Conditions, changed, type Direction, type Fault, lineLimit, unimpaired, type WeatherStats } from './conditions.ts';
import { Deadlines } from './deadlines.ts';
import type { Patience } from './farewell.ts';
import { type Clients, Guests, nobody } from './guests.ts';
import { LastingFaults } from './lasting-faults.ts';
import type { Place, Target } from './place.ts';
import { RelayedConnection } from './relay.ts';
import type { RelayState } from './relay-state.ts';
import { Tally } from './tally.ts';

export * from './conditions.ts';
export type { Clients } from './guests.ts';
export type * from './place.ts';

/** A relay in this process. Its methods take effect at once. */
export interface Weather {
  /** Where clients connect. */
  readonly port: number;
  /** @throws RangeError for a value that is not a number, or below 0 */
  set(changes: Partial<Conditions>): void;
  /** New connections go there; open ones stay where they are. */
  retarget(target: Target): void;
  /** @returns a function that lifts the fault early; may be called twice, and for a fault without a duration */
  fault(fault: Fault): () => void;
  stats(): WeatherStats;
  /** Those of the last minute. @param from epoch milliseconds */
  arrivals(from: number): Arrivals;
  /**
   * Stops listening, and resets what is open.
   * @param grace milliseconds for bytes in transit to arrive first
   */
  close(grace?: number): Promise<void>;
}

const anyLoopbackPort: Place = { host: '127.0.0.1', port: 0 };

const usualPatience: Patience = { linger: 5_000, stuck: 120_000 };

/**
 * Starts a TCP relay between clients and a server of this machine, with conditions and faults.
 * @throws ListenError
 */
export async function startWeather(
  target: Target,
  conditions: Partial<Conditions> = {},
  place: Place = anyLoopbackPort,
  patience: Patience = usualPatience,
  clients: Clients = nobody,
): Promise<Weather> {
  const relay = new Relay(target, changed(unimpaired, conditions), patience, place, clients);
  await relay.listen(place);
  return relay;
}

class Relay implements Weather, RelayState {
  conditions: Conditions;
  readonly patience: Patience;
  readonly deadlines = new Deadlines();
  readonly random = () => this.#draw();
  #listening: Listening | undefined;
  #draw: () => number;
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  readonly #connections = new Set<RelayedConnection>();
  readonly #bypassing: Bypassing;
  readonly #guests: Guests;
  readonly #faults = new LastingFaults();
  readonly #arrivals = new ArrivalBook(() => clock.now());
  readonly count = (what: 'requests' | 'refused', count: number): void => this.#arrivals.add(what, count);
  #target: Target;
  #accepted = 0;
  readonly #tally = new Tally();

  constructor(target: Target, conditions: Conditions, patience: Patience, { bypass, bounds }: Place, clients: Clients) {
    this.#target = target;
    this.#bypassing = new Bypassing(bypass);
    this.#guests = new Guests(bounds, clients);
    this.patience = patience;
    this.conditions = conditions;
    this.#draw = seededRandom(conditions.seed);
  }

  async listen({ host, port }: Place): Promise<void> {
    this.#listening = await listen(this.#server, host, port);
  }

  get port(): number {
    return this.#listening?.port ?? 0;
  }

  get unavailable(): boolean {
    return this.#faults.unavailable;
  }

  get lineLimit(): number {
    return lineLimit(this.conditions, this.#connections.size || 1);
  }

  held(direction: Direction): boolean {
    return this.#faults.hold(direction);
  }

  set(changes: Partial<Conditions>): void {
    this.conditions = changed(this.conditions, changes);
    if (changes.seed !== undefined) this.#draw = seededRandom(changes.seed);
    for (const connection of this.#connections) connection.adapt();
  }

  retarget(target: Target): void {
    this.#target = target;
  }

  fault(fault: Fault): () => void {
    if (fault.kind === 'cut' || fault.kind === 'end') {
      for (const connection of this.#connections) connection[fault.kind]();
      this.#bypassing.dropSilent(fault.kind);
      return () => {};
    }
    const takeBack = this.#faults.add(fault);
    const lift = () => {
      if (takeBack()) this.#hold();
    };
    this.#hold();
    if (fault.seconds !== undefined) this.deadlines.at(performance.now() + fault.seconds * 1_000, lift);
    return lift;
  }

  arrivals(from: number): Arrivals {
    return this.#arrivals.since(from);
  }

  stats(): WeatherStats {
    return this.#tally.read(this.#accepted, this.#connections);
  }

  async close(grace = 0): Promise<void> {
    const closed = this.#listening?.close();
    this.#bypassing.dropSilent('end');
    const cut = () => {
      for (const connection of this.#connections) connection.cut();
      this.#bypassing.dropPassing();
    };
    const impatient = grace > 0 ? setTimeout(cut, grace) : undefined;
    if (!impatient) cut();
    await closed;
    clearTimeout(impatient);
    this.deadlines.clear();
  }

  #hold(): void {
    for (const connection of this.#connections) connection.hold();
  }

  takeOver(client: Socket, bytes: Buffer): boolean {
    return this.#bypassing.take(client, bytes);
  }

  #accept(client: Socket): void {
    // Set here, because the server of localhost's second address does not set it.
    client.allowHalfOpen = true;
    if (this.#guests.admit(client)) this.#bypassing.accept(client, (first) => this.#relay(client, first));
  }

  /** @param first the bytes that the client has already sent */
  #relay(client: Socket, first?: Buffer): void {
    this.#accepted += 1;
    this.#arrivals.add('connections');
    const server = connect({ host: '127.0.0.1', ...this.#target, allowHalfOpen: true });
    this.#guests.announce(client, server);
    server.once('error', ({ syscall }: NodeJS.ErrnoException) => syscall === 'connect' && this.count('refused', 1));
    const connection: RelayedConnection = new RelayedConnection(this.#accepted, client, server, this, () => this.#forget(connection));
    this.#connections.add(connection);
    if (first) connection.begin(first);
  }

  #forget(connection: RelayedConnection): void {
    // A client that was taken over has been removed already.
    if (this.#connections.delete(connection)) this.#tally.forget(connection);
  }
}
