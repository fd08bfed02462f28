import { onTestFinished } from 'vitest';
import { type RedisLog, type RedisLogOptions, redisLog } from '../../server/stream/log/redis/index.ts';
import { RedisServer } from '../support/redis-server.ts';
import { type StreamsServer, startStreams } from '../support/start-streams.ts';

let keys = 0;

/** A key that no other test uses. */
export function newKey(): string {
  keys += 1;
  return `log${keys}`;
}

/** A Redis that this test may break. */
export async function ownRedis(options?: Parameters<typeof RedisServer.start>[0]): Promise<RedisServer> {
  const redis = await RedisServer.start(options);
  onTestFinished(() => redis.end());
  return redis;
}

/** A log, its reports, and a server that offers it. */
export interface Node extends StreamsServer {
  readonly log: RedisLog;
  readonly reports: readonly string[];
}

/** Opens a log, which is closed when the test ends. */
export async function openLog(url: string, options: RedisLogOptions): Promise<{ readonly log: RedisLog; readonly reports: string[] }> {
  const reports: string[] = [];
  const log = await redisLog(url, { report: (line) => void reports.push(line), ...options });
  onTestFinished(() => log.close());
  return { log, reports };
}

export async function startNode(url: string, options: RedisLogOptions): Promise<Node> {
  const { log, reports } = await openLog(url, options);
  return { ...(await startStreams({ log, heartbeat: 200 })), log, reports };
}

export const numbers = (count: number, from = 1): { event: string; data: number }[] =>
  Array.from({ length: count }, (_, index) => ({ event: 'number', data: from + index }));

/** The notifications that a log retains. */
export const retained = ({ window }: RedisLog): readonly { readonly id: string; readonly data: unknown }[] =>
  window
    .read(window.oldest - 1, { passes: () => true }, { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY })
    .entries.map(({ json }) => JSON.parse(json.toString()) as { id: string; data: unknown });
