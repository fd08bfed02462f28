/** From the client's side: `up` is towards the server. */
export type Direction = 'up' | 'down';

/** The conditions of a connection without faults. A change applies to bytes that arrive after it; nothing overtakes bytes in transit. */
export interface Conditions {
  /** Milliseconds to the server and back, half in each direction. The TCP handshake with the relay itself is not delayed. */
  readonly rtt: number;
  /** The most milliseconds of additional delay per piece, uniformly distributed. The order within a connection stays. */
  readonly jitter: number;
  /** Bytes per second and direction of each connection; 0 is no limit. */
  readonly bandwidth: number;
  /** Milliseconds of silence after which a connection is closed, as proxies do; 0 for never. */
  readonly idleTimeout: number;
  /** Bytes of a response that are held back until the buffer is full or the response ends, as buffering proxies do; 0 for none. At most 1 MiB. */
  readonly buffering: number;
  /** Lets WebSocket handshakes pass, but no frames after them. When switched off, connections that lost frames are reset, because their streams are no longer valid. */
  readonly swallowFrames: boolean;
  /** The same seed repeats the jitter of another run. */
  readonly seed: number;
}

export const unimpaired: Conditions = { rtt: 0, jitter: 0, bandwidth: 0, idleTimeout: 0, buffering: 0, swallowFrames: false, seed: 1 };

/** Bytes that may wait in one direction of a connection before its source is paused. */
export const queueLimit = 1024 * 1024;

/** Bytes that may wait in all connections together, and the least that each may have. */
const waiting = { together: 256 * 1024 * 1024, least: 64 * 1024 };

/** How many bytes may wait on a connection. A slow one keeps a second of its bandwidth, not an hour of bytes in memory. @returns bytes */
export function lineLimit({ bandwidth }: Conditions, connections: number): number {
  const share = Math.min(queueLimit, waiting.together / (2 * connections));
  return Math.max(waiting.least, bandwidth > 0 ? Math.min(share, bandwidth) : share);
}

/**
 * Applies changes to conditions.
 * @throws RangeError whose message says what was expected and what came
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

/** A fault. One with `seconds` ends by itself after that time; any can be lifted earlier. */
export type Fault =
  /** Every open connection is reset (RST). */
  | { readonly kind: 'cut' }
  /** Every open connection is ended (FIN) in both directions; bytes in transit are lost. */
  | { readonly kind: 'end' }
  /** Connections stay and new ones are accepted, but nothing passes until the fault ends. */
  | { readonly kind: 'black-hole'; readonly seconds?: number }
  /** The same in one direction. */
  | { readonly kind: 'stall'; readonly direction: Direction; readonly seconds?: number }
  /** Requests, upgrades included, are answered with 503 by the relay itself and closed. Streams that are open stay. */
  | { readonly kind: 'unavailable'; readonly seconds?: number };

/** Bytes of one direction. */
export interface ByteCount {
  /** All bytes from that side. */
  readonly total: number;
  /** Of these, HTTP heads. */
  readonly heads: number;
}

/** One connection through the relay. */
export interface ConnectionStats {
  /** Connections count from 1 in the order of arrival. */
  readonly number: number;
  readonly up: ByteCount;
  readonly down: ByteCount;
  /** Bytes that wait in memory in each direction. */
  readonly queued: Readonly<Record<Direction, number>>;
}

/** Arrivals, one count per 100 ms. The lists begin at the same moment and have the same length. */
export interface Arrivals {
  /** Epoch milliseconds at which the first count begins. */
  readonly at: number;
  /** Connections that the relay took. */
  readonly connections: readonly number[];
  /** Requests whose head came, on new and on open connections. */
  readonly requests: readonly number[];
  /** Refused ones: requests that the relay answered with 503, and connections for which no server listened. */
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
  /** The most bytes that ever waited in one direction of one connection. */
  readonly mostQueued: number;
}
