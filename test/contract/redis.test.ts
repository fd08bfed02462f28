import { afterAll, describe, onTestFinished } from 'vitest';
import { redisLog } from '../../server/stream/log/redis/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { node } from '../support/platform.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';
import { startStreams } from '../support/start-streams.ts';
import { transportContract } from './transport-contract.ts';

/** One Redis for all tests; each test has a stream of its own in it. */
const redis = hasRedis ? await RedisServer.start() : undefined;
afterAll(() => redis?.end());

let started = 0;

async function startOnRedis({ window }: { readonly window?: number } = {}) {
  started += 1;
  const log = await redisLog(redis?.url ?? '', { key: `contract${started}`, ...(window !== undefined && { maxCount: window }) });
  onTestFinished(() => log.close());
  return startStreams({ log });
}

describe.skipIf(!redis)('a log on Redis', () => {
  for (const transport of transportNames) transportContract(node, transport, startOnRedis);
});
