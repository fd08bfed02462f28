import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { type ArmClient, armOf } from '../../arms/index.ts';
import { Meter } from '../../arms/meter.ts';
import { monotonic, until } from '../../processes/clock.ts';

/** Sockets opened at a time. A server's queue of connections that it has not accepted yet holds 511. */
const openAtOnce = 200;
/** Milliseconds between two checks whether every client has everything. */
const look = 20;

export interface CrowdPlan {
  readonly clients: number;
  /** Milliseconds between two polls of a polling client. */
  readonly pollInterval: number;
  /** @see ClientOptions.retry */
  readonly retry: (attempt: number) => number;
}

/** Clients of all four transports, in equal parts, and a meter that counts for them together. */
export class Crowd {
  readonly meter = new Meter();
  readonly #clients: ArmClient[] = [];
  readonly #plan: CrowdPlan;

  constructor(plan: CrowdPlan) {
    this.#plan = plan;
  }

  get clients(): readonly ArmClient[] {
    return this.#clients;
  }

  /** Resolves when every client is connected and has its hello. */
  async open(port: number, signal: AbortSignal): Promise<void> {
    const each = Math.ceil(this.#plan.clients / transportNames.length);
    const names = transportNames.flatMap((name) => Array.from({ length: each }, (_, index) => ({ name, share: index / each })));
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    // It may come when all are open.
    aborted.catch(() => {});
    for (let from = 0; from < names.length; from += openAtOnce) {
      signal.throwIfAborted();
      const batch = names.slice(from, from + openAtOnce).map(({ name, share }) => this.#one(name, share, port));
      this.#clients.push(...batch);
      await Promise.race([Promise.all(batch.map(({ ready }) => ready)), aborted]);
    }
    const now = monotonic();
    for (const client of this.#clients) client.start(now);
  }

  /** Number of clients that have not received everything up to this number. */
  behind(seq: number): number {
    return this.#clients.filter(({ ledger }) => (ledger.seq ?? 0) < seq).length;
  }

  /** Resolves when every client has received this number. @throws Error after `wait` milliseconds */
  async reach(seq: number, wait: number, signal: AbortSignal): Promise<void> {
    const deadline = monotonic() + wait;
    while (this.behind(seq) > 0) {
      if (monotonic() > deadline) {
        const incidents = [...this.meter.incidents].slice(0, 5).map(([what, times]) => `${what} (${times} ×)`);
        throw new Error(`After ${wait / 1_000} s ${this.behind(seq)} clients had not got number ${seq}. ${incidents.join('; ')}`);
      }
      await until(monotonic() + look, signal);
    }
  }

  /** Sums over all clients: notifications missing up to a number, doubled, reordered, and gaps. */
  sums(seq: number): { readonly lost: number; readonly doubled: number; readonly reordered: number; readonly gaps: number } {
    const sum = { lost: 0, doubled: 0, reordered: 0, gaps: 0 };
    for (const { ledger } of this.#clients) {
      sum.lost += ledger.lost(seq);
      for (const kind of ['doubled', 'reordered', 'gaps'] as const) sum[kind] += ledger[kind];
    }
    return sum;
  }

  close(): void {
    for (const client of this.#clients) client.stop();
  }

  #one(name: TransportName, share: number, port: number): ArmClient {
    const { pollInterval, retry } = this.#plan;
    return armOf(name).open({ host: '127.0.0.1', port }, { pollInterval, hold: 25, phase: share * pollInterval, retry }, this.meter);
  }
}

/** Publishes one notification. @returns its number @throws Error unless it is stored */
export async function publishOne(url: string, data: unknown, signal?: AbortSignal): Promise<number> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ event: 'load', data }) };
  const response = await fetch(new URL('publish', url), { ...init, ...(signal && { signal }) });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`Expected POST /publish to be answered with 201; got ${response.status} ${text}.`);
  return Number(/-(\d+)"/.exec(text)?.[1]);
}
