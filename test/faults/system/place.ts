import { type Front, startFront } from '../../../bench/fronts/front.ts';
import type { FrontName } from '../../../bench/result/vias.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { type FaultRelay, startFaultRelay } from '../fault-relay.ts';
import type { FaultKind } from '../schedule.ts';
import { NodeProcess } from './node-process.ts';

/** The servers of a campaign. */
export interface PlaceOptions {
  readonly nodes: number;
  /** The log: in the memory of the only node, in a Redis that keeps what it acknowledges, or in one that loses some of it. */
  readonly log: 'memory' | 'redis' | 'lossy-redis';
  /** The proxy in front of the nodes. Without one, readers connect to the first node. */
  readonly front?: FrontName | undefined;
}

export interface Place {
  readonly relay: FaultRelay;
  readonly nodes: readonly NodeProcess[];
  readonly redis: RedisServer | undefined;
  readonly front: Front | undefined;
  /** The URL for clients: that of the relay, which breaks connections. */
  readonly url: string;
  /** The faults that are possible here. */
  readonly kinds: readonly FaultKind[];
  close(): Promise<void>;
}

const ofLines: readonly FaultKind[] = [
  ...(['cut', 'cut within a message', 'half-open', 'stall', 'slow reader', 'reconnect', 'switch', 'cut all', 'refuse', 'black hole'] as const),
  ...(['clock step', 'kill node', 'roll nodes'] as const),
];

/** @returns the faults that are possible in this place */
const kindsOf = ({ log, front }: PlaceOptions): readonly FaultKind[] => [
  ...ofLines,
  ...(log === 'redis' ? (['kill Redis'] as const) : []),
  ...(log === 'lossy-redis' ? (['lose Redis'] as const) : []),
  ...(front ? (['reload proxy'] as const) : []),
];

/** Starts Redis, then nodes, then the front, then the relay; closes them in reverse order. */
export async function startPlace(options: PlaceOptions): Promise<Place> {
  const redis = options.log === 'memory' ? undefined : await RedisServer.start({ keeps: options.log === 'redis' ? 'always' : 'none' });
  const environment: Readonly<Record<string, string>> = redis ? { REDIS_URL: redis.url } : {};
  const nodes = await Promise.all(Array.from({ length: options.nodes }, () => NodeProcess.start(environment)));
  const ports = nodes.map(({ port }) => port);
  const front = options.front && (await startFront(options.front, ports));
  const relay = await startFaultRelay(front?.port ?? (ports[0] as number));
  return {
    relay,
    nodes,
    redis,
    front,
    url: front ? `https://127.0.0.1:${relay.port}` : relay.url,
    kinds: kindsOf(options),
    async close() {
      await relay.close();
      await front?.close();
      await Promise.all(nodes.map((node) => node.close()));
      await redis?.end();
    },
  };
}
