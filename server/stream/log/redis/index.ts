/** What the package exports as `transport-lab/redis`: a log for many processes. Only who imports it needs the package `redis`. */
export type { RedisLogOptions } from './options.ts';
export { RedisLogError } from './problem.ts';
export { type RedisLog, redisLog } from './redis-log.ts';
