/** From the client's side: `up` is towards the server. */
export type Direction = 'up' | 'down';

/** What a line is like while nothing is broken. Changes hold for bytes that arrive after them; nothing overtakes what is under way. */
export interface Conditions {
  /** Milliseconds to the server and back, half in each direction. The TCP handshake with the relay itself is not delayed. */
  readonly rtt: number;
  /** Milliseconds at most by which a piece is late beyond that, uniform. The order within a connection stays. */
  readonly jitter: number;
  /** Bytes per second and direction of each connection; 0 is no limit. */
  readonly bandwidth: number;
  /** Milliseconds of silence after which a connection is closed, as proxies do; 0 is never. */
  readonly idleTimeout: number;
  /** Bytes of a response that are held back until there are so many, or the response ends, as buffering proxies do; 0 is none. At most 1 MiB. */
  readonly buffering: number;
  /** Lets WebSocket handshakes pass and no frame after them. Once it is off, connections that lost a frame to it are reset: a stream with bytes missing is no stream. */
  readonly swallowFrames: boolean;
  /** Repeats the jitter of another run. */
  readonly seed: number;
}

export const unimpaired: Conditions = { rtt: 0, jitter: 0, bandwidth: 0, idleTimeout: 0, buffering: 0, swallowFrames: false, seed: 1 };

/** Bytes that may wait in one direction of a connection before its source is paused. */
export const queueLimit = 1024 * 1024;

/** Bytes that may wait in all connections together, and what each line may have all the same. */
const waiting = { together: 256 * 1024 * 1024, least: 64 * 1024 };

/** A slow line keeps a second of its bandwidth and no more: its source waits, instead of an hour of bytes in memory. @returns bytes */
export function lineLimit({ bandwidth }: Conditions, connections: number): number {
  const share = Math.min(queueLimit, waiting.together / (2 * connections));
  return Math.max(waiting.least, bandwidth > 0 ? Math.min(share, bandwidth) : share);
}

/**
 * Conditions with others changed.
 * @throws RangeError that says what was expected and what came
 */
export function changed(conditions: Conditions, changes: Partial<Conditions>): Conditions {
  const merged = { ...conditions, ...changes };
  for (const name of ['rtt', 'jitter', 'bandwidth', 'idleTimeout', 'buffering', 'seed'] as const) {
    const value = merged[name];
    if (!(Number.isFinite(value) && value >= 0)) throw new RangeError(`Expected ${name} to be a number from 0 up; got ${value}.`);
  }
  if (merged.buffering > queueLimit) throw new RangeError(`Expected buffering of at most ${queueLimit} bytes; got ${merged.buffering}.`);
  return merged;
}

/** What goes wrong. Those with a duration end by themselves after so many seconds, or when they are lifted. */
export type Fault =
  /** Every open connection is reset (RST): nobody says goodbye. */
  | { readonly kind: 'cut' }
  /** Every open connection is ended (FIN) in both directions; what is under way is lost. */
  | { readonly kind: 'end' }
  /** Connections stay and new ones are taken, but nothing passes; afterwards all of it does. */
  | { readonly kind: 'black-hole'; readonly seconds?: number }
  /** The same in one direction. */
  | { readonly kind: 'stall'; readonly direction: Direction; readonly seconds?: number }
  /** Requests, upgrades included, are answered with 503 by the relay itself and closed. Streams that are open stay. */
  | { readonly kind: 'unavailable'; readonly seconds?: number };

/** Bytes of one direction. */
export interface ByteCount {
  /** All that was taken from the one side. */
  readonly total: number;
  /** Of these, HTTP heads. */
  readonly heads: number;
}

/** One connection through the relay. */
export interface ConnectionStats {
  /** Counted from 1 in the order of arrival. */
  readonly number: number;
  readonly up: ByteCount;
  readonly down: ByteCount;
  /** Bytes that wait in memory in each direction. */
  readonly queued: Readonly<Record<Direction, number>>;
}

/** Who came, counted every 100 ms: the lists begin at the same moment, and have the same length. */
export interface Arrivals {
  /** Epoch milliseconds at which the first count begins. */
  readonly at: number;
  /** Connections that the relay took. */
  readonly connections: readonly number[];
  /** Requests whose head came, on new connections and on those that were open. */
  readonly requests: readonly number[];
  /** Of these, what was turned away: requests that the relay answered with 503, and connections behind which nobody listened. */
  readonly refused: readonly number[];
}

/** The same with what the bots' own clocks say: a machine that takes long to serve them spreads connections, and not these. */
export interface ToldArrivals extends Arrivals {
  /** Attempts to come back that bots had set for this time. */
  readonly due: readonly number[];
}

export interface WeatherStats {
  /** Connections since the start. */
  readonly accepted: number;
  /** Those that are open, oldest first. */
  readonly open: readonly ConnectionStats[];
  /** Bytes of all connections since the start. */
  readonly up: ByteCount;
  readonly down: ByteCount;
  /** The most that ever waited in one direction of one connection. */
  readonly mostQueued: number;
}
