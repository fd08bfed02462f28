import { PeerError } from '../../stream/problem.ts';

/** What one address may have; 0 is no bound. */
export interface AddressBounds {
  /** Open at a time. */
  readonly connections: number;
  /** A second. */
  readonly requests: number;
  /** Of bodies and messages, a second. */
  readonly publishBytes: number;
}

/** Seconds of its allowance that an address may use at once: a page that opens asks for forty files. */
const burst = 2;
/** Addresses that are remembered at a time: 2 MB. */
const mostAddresses = 10_000;

type Metered = 'requests' | 'publishBytes';

/** What is known of one address. */
interface Known {
  connections: number;
  /** What is left of each, below 0 for what was taken in advance. */
  readonly left: Record<Metered, number>;
  /** Milliseconds, when that was so. */
  at: number;
}

/** Bounds what each address takes, so that one cannot take all. In memory that is bounded too: whoever comes from ever new addresses makes the oldest forgotten. */
export class AddressLimits {
  readonly bounds: AddressBounds;
  /** Whoever came last is last. */
  readonly #known = new Map<string, Known>();
  readonly #most: number;
  readonly #now: () => number;

  /** @param most addresses that are remembered @param now milliseconds */
  constructor(bounds: AddressBounds, most = mostAddresses, now = () => performance.now()) {
    this.bounds = bounds;
    this.#most = most;
    this.#now = now;
  }

  get size(): number {
    return this.#known.size;
  }

  /**
   * @param address `undefined` is this machine, without bounds
   * @returns what says that the connection is gone; calling it twice is harmless
   * @throws PeerError `unavailable`
   */
  connect(address: string | undefined): () => void {
    const { connections } = this.bounds;
    if (address === undefined || connections === 0) return () => {};
    const known = this.#of(address);
    if (known.connections >= connections) {
      const detail = `Expected at most ${connections} connections of one address; got one more. Close others, or start the server with a larger --address-connections.`;
      throw new PeerError('unavailable', detail, { 'Retry-After': '5' });
    }
    known.connections += 1;
    let open = true;
    return () => {
      if (open) known.connections -= 1;
      open = false;
    };
  }

  /** @throws PeerError `too-many-requests` */
  request(address: string | undefined): void {
    this.#take(address, 'requests', 1, 'requests', '--address-requests');
  }

  /** What has come already; who takes more than is left, owes it. @throws PeerError `too-many-requests` while he does */
  publish(address: string | undefined, bytes: number): void {
    this.#take(address, 'publishBytes', bytes, 'bytes of publishes', '--address-publish-bytes');
  }

  #take(address: string | undefined, what: Metered, amount: number, called: string, flag: string): void {
    const bound = this.bounds[what];
    if (address === undefined || bound === 0) return;
    const { left } = this.#of(address);
    if (left[what] < 1) {
      const wait = Math.ceil((1 - left[what]) / bound);
      const detail = `Expected at most ${bound} ${called} a second of one address; got more. Ask again in ${wait} s, or start the server with a larger ${flag}.`;
      throw new PeerError('too-many-requests', detail, { 'Retry-After': String(Math.max(1, wait)) });
    }
    left[what] -= amount;
  }

  #of(address: string): Known {
    const now = this.#now();
    const { requests, publishBytes } = this.bounds;
    const known = this.#known.get(address) ?? { connections: 0, left: { requests: burst * requests, publishBytes: burst * publishBytes }, at: now };
    const seconds = (now - known.at) / 1_000;
    known.at = now;
    for (const what of ['requests', 'publishBytes'] as const) {
      known.left[what] = Math.min(burst * this.bounds[what], known.left[what] + seconds * this.bounds[what]);
    }
    this.#known.delete(address);
    this.#known.set(address, known);
    if (this.#known.size > this.#most) this.#forgetOne();
    return known;
  }

  /** Of the oldest the first one that has nothing open; the count of connections is bounded elsewhere. */
  #forgetOne(): void {
    for (const [address, { connections }] of this.#known) {
      if (connections > 0) continue;
      this.#known.delete(address);
      return;
    }
  }
}
