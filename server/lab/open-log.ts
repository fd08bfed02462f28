import { memoryLog } from '../stream/log/memory-log.ts';
import type { NotificationLog } from '../stream/log/notification-log.ts';
import type { Config } from './config.ts';

/**
 * The log that the command line asks for. The package `redis` is loaded only where it is one on Redis.
 * @throws RedisLogError
 */
export async function openLog({ redis, redisKey, window, windowBytes }: Config, report: (line: string) => void): Promise<NotificationLog> {
  const bounds = { maxCount: window, maxBytes: windowBytes };
  if (redis === '') return memoryLog(bounds);
  const { redisLog } = await import('../stream/log/redis/index.ts');
  return redisLog(redis, { ...bounds, key: redisKey, report });
}
