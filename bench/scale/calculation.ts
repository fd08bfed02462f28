import type { MeasuredCosts, ReaderCost } from './measured.ts';

/** The question. */
export interface Demand {
  readonly clients: number;
  /** Notifications per second for each client. */
  readonly rate: number;
}

/** The budget of one node. A process of Node has one core for its JavaScript. */
export const budget = {
  /** Share of its core: the rest is for bursts, returning clients, and garbage collection. */
  processor: 0.6,
  /** Connections: the lab's default limit. */
  connections: 50_000,
  /** GiB for connections, of process and kernel together. */
  memory: 4,
  /** Bits per second. */
  network: 0.7e9,
} as const;

type Limit = keyof typeof budget;

/** The resources that it takes. */
export interface Need {
  /** Busy cores, GiB, and bits per second, of all nodes together. */
  readonly cores: number;
  readonly memory: number;
  readonly network: number;
  /** The number of nodes that each budget alone requires, and the one that requires most. */
  readonly nodesFor: Readonly<Record<Limit, number>>;
  readonly nodes: number;
  readonly first: Limit;
}

const limits: readonly Limit[] = ['processor', 'connections', 'memory', 'network'];

/** Everything in proportion: a linear extrapolation. */
export function needOf({ clients, rate }: Demand, { delivery, idle, process, kernel, bytes }: ReaderCost): Need {
  const cores = (clients * (idle + rate * delivery)) / 1e6;
  const memory = (clients * (process + kernel)) / 2 ** 20;
  const network = clients * rate * bytes * 8;
  const used: Readonly<Record<Limit, number>> = { processor: cores, connections: clients, memory, network };
  const nodesFor = Object.fromEntries(limits.map((limit) => [limit, Math.ceil(used[limit] / budget[limit])])) as Record<Limit, number>;
  const nodes = Math.max(...limits.map((limit) => nodesFor[limit]));
  return { cores, memory, network, nodesFor, nodes, first: limits.find((limit) => nodesFor[limit] === nodes) ?? 'processor' };
}

/** Bytes of a text in RESP2, as Redis answers it. */
const bulk = (length: number): number => `$${length}\r\n`.length + length + 2;

/**
 * Bytes that Redis sends to each node for one notification, if the node reads it alone: an answer to XREAD with one entry.
 * @param key of the stream @param json bytes of the notification without its id
 */
export function entryBytes(json: number, key = 'transport-lab', event = 'ticker'): number {
  const id = bulk('1763683200123-1000000'.length);
  const fields = ['event', event, 'broadcast', '', 'json'].reduce((sum, { length }) => sum + bulk(length), 0) + bulk(json);
  const heads = ['*1', '*2', '*1', '*2', '*6'].reduce((sum, head) => sum + head.length + 2, 0);
  return heads + bulk(key.length) + id + fields;
}

/** The work of Redis, which does everything in one thread. */
export interface RedisNeed {
  /** Bits per second out of it, and answers per second to nodes that follow the stream. */
  readonly network: number;
  readonly answers: number;
  /** Cores for these answers, if one costs as much as a write over bare TCP. */
  readonly cores: number;
}

export const redisNeed = (nodes: number, rate: number, json: number, { write }: Pick<MeasuredCosts, 'write'>): RedisNeed => ({
  network: nodes * rate * entryBytes(json) * 8,
  answers: nodes * rate,
  cores: (nodes * rate * write) / 1e6,
});
