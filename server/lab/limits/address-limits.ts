import { PeerError } from '../../stream/problem.ts';

/** Limits of one address; 0 is no limit. */
export interface AddressBounds {
  /** Open connections. */
  readonly connections: number;
  /** Per second. */
  readonly requests: number;
  /** Of bodies and messages, per second. */
  readonly publishBytes: number;
}

/** Seconds of its allowance that an address may use at once, because a page loads forty files when it opens. */
const burst = 2;
/** The most addresses that are remembered; they take 2 MB. */
const mostAddresses = 10_000;

type Metered = 'requests' | 'publishBytes';

/** The state of one address. */
interface Known {
  connections: number;
  /** The rest of each allowance; below 0 if more was used. */
  readonly left: Record<Metered, number>;
  /** The time of that, in milliseconds. */
  at: number;
}

/** Limits what each address uses, so that one client cannot use everything. The table is limited too: with too many addresses the oldest is forgotten. */
export class AddressLimits {
  readonly bounds: AddressBounds;
  /** In the order of the last use. */
  readonly #known = new Map<string, Known>();
  readonly #most: number;
  readonly #now: () => number;

  /** @param most addresses that are remembered @param now returns milliseconds */
  constructor(bounds: AddressBounds, most = mostAddresses, now = () => performance.now()) {
    this.bounds = bounds;
    this.#most = most;
    this.#now = now;
  }

  get size(): number {
    return this.#known.size;
  }

  /**
   * @param address `undefined` for this machine, which has no limits
   * @returns a function to call when the connection has gone; may be called twice
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

  /** Counts bytes that have already come. They may exceed the allowance once. @throws PeerError `too-many-requests` until that is made up for */
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

  /** Forgets the oldest address without open connections. */
  #forgetOne(): void {
    for (const [address, { connections }] of this.#known) {
      if (connections > 0) continue;
      this.#known.delete(address);
      return;
    }
  }
}
