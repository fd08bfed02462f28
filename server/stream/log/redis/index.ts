/** The exports of `transport-lab/redis`: a log for many processes. Only this entrance needs the package `redis`. */
export type { RedisLogOptions } from './options.ts';
export { RedisLogError } from './problem.ts';
export { type RedisLog, redisLog } from './redis-log.ts';
