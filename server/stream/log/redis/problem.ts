/** This Redis cannot hold the log. The message says what was expected, what came and what to do; it never contains the password of the URL. */
export class RedisLogError extends Error {
  override readonly name = 'RedisLogError';
}

/** Redis answered a command with an error: nothing was stored. */
export class RedisRefusal extends RedisLogError {}

/** Known errors of Redis by their first word: what was expected, and what to do. */
const known: readonly (readonly [word: string, expected: string, remedy: string])[] = [
  ['NOAUTH', 'a URL with the password of this Redis', 'Put it into the URL: redis://:password@host:6379, or redis://user:password@host:6379.'],
  ['WRONGPASS', 'the user and the password of this Redis', 'Correct them in the URL; characters such as @ and / have to be encoded (%40, %2F).'],
  [
    'NOPERM',
    'a user who may run EVALSHA, EVAL, INFO and commands of streams and hashes on the keys of the log',
    'Extend the rights of the user (ACL SETUSER).',
  ],
  ['WRONGTYPE', 'a stream, or nothing, at the key of the log', 'Choose another key, or delete what is there.'],
  ['FOREIGN', 'a stream of this library, or nothing, at the key of the log', 'Choose another key: what is there belongs to another program.'],
  ['OOM', 'room in the memory of Redis', 'Raise maxmemory, keep less in the log (maxCount, maxBytes), or remove what else is there.'],
  ['READONLY', 'a primary', 'This is a replica: use the URL of its primary.'],
  ['MISCONF', 'a Redis that can write its snapshot', 'Look into the log of Redis: its disk is full, or it may not write there.'],
  ['LOADING', 'a Redis that has loaded its data', 'Wait a moment: it is starting.'],
  ['MOVED', 'a single Redis, or a primary with replicas', 'This is a node of a Redis Cluster, which this log does not use.'],
  ['CROSSSLOT', 'a single Redis, or a primary with replicas', 'This is a node of a Redis Cluster, which this log does not use.'],
];

/** @param where the address, without password @param message of the error that Redis answered */
export function refusal(where: string, message: string): RedisRefusal {
  const line = message.split('\n')[0] ?? '';
  const [, expected = 'an answer', remedy = 'Look into the log of Redis.'] =
    known.find(([word]) => line.startsWith(word) || line.includes(` ${word} `)) ?? [];
  return new RedisRefusal(`Expected ${expected} at ${where}; got: ${line.slice(0, 200)} ${remedy}`);
}

/** The error if no Redis answers at the address. */
export function unreachable(where: string, reason: string): RedisLogError {
  return new RedisLogError(`Expected Redis at ${where}; got: ${reason} Start it, or correct the URL.`);
}
