import { calledBack, checkOptions, number, type Rules } from '../../check-options.ts';

export interface RedisLogOptions {
  /**
   * The key of the stream in Redis; its other data is at `<key>:epoch` and `<key>:keys`. All nodes of a log must use the same key and the same limits.
   * @default 'transport-lab'
   * @example 'orders'
   */
  readonly key?: string;
  /**
   * How many notifications are retained at most, in this process and, rounded up to hundreds, in Redis.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount?: number;
  /**
   * How many bytes of memory they may take together. The newest notification stays whatever its size.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes?: number;
  /**
   * Milliseconds that Redis may take to answer. After that it counts as away, and publishes get 503.
   * @default 5_000
   * @example 1_000
   */
  readonly deadline?: number;
  /**
   * Called with a line of text when Redis is away, is back, refuses to store, or has lost notifications.
   * @default console.error
   * @example (line) => logger.warn(line)
   */
  readonly report?: (line: string) => void;
}

export const isRedisKey = (key: string): boolean => /^[\w.:-]{1,200}$/.test(key);

const leaveOut = 'Leave it out for the default.';

const rules: Rules<RedisLogOptions> = {
  key: {
    fits: (value) => typeof value === 'string' && isRedisKey(value),
    expected: '1 to 200 letters, digits and - _ . :',
    remedy: leaveOut,
  },
  maxCount: { ...number(1, 10_000_000, { whole: true }), remedy: `It is a number of notifications. ${leaveOut}` },
  maxBytes: { ...number(1, 2 ** 40, { whole: true }), remedy: `It is in bytes. ${leaveOut}` },
  deadline: { ...number(10, 600_000), remedy: `It is in milliseconds. ${leaveOut}` },
  report: { ...calledBack, remedy: leaveOut },
};

/** @throws TypeError or RangeError */
export const checkRedisLogOptions = (options: unknown): void => checkOptions('redisLog', options, rules);

/**
 * @returns the address without user and password, for error messages
 * @throws TypeError unless it is the URL of a Redis
 */
export function checkRedisUrl(url: unknown): string {
  const { protocol, hostname, host, pathname } = typeof url === 'string' && URL.canParse(url) ? new URL(url) : nowhere;
  if (/^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname)) return `${protocol}//${host}${pathname}`;
  // Hide the part before `@`, which may hold a password.
  const got = typeof url === 'string' ? `${JSON.stringify(url.replace(/^.*@/, '…@').slice(0, 80))}` : `a ${typeof url}`;
  throw new TypeError(`Expected the URL of a Redis, redis://host:6379 or rediss://user:password@host:6379/0; got ${got}. Correct it.`);
}

const nowhere = { protocol: '', hostname: '', host: '', pathname: '' };
