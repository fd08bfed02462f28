import { PeerError, quote } from '../problem.ts';
import { limits } from '../protocol.ts';

const pattern = new RegExp(`^[\\w-]{${limits.keyMin},${limits.keyMax}}$`);

/** @throws PeerError `bad-message` unless it can be the key of a draft; short random keys would soon occur twice */
export function requireKey(key: unknown): string {
  if (typeof key === 'string' && pattern.test(key)) return key;
  throw new PeerError(
    'bad-message',
    `Expected \`key\` to be ${limits.keyMin} to ${limits.keyMax} letters, digits, - and _; got ${quote(key)}. Draw it at random, or leave it out.`,
  );
}

/** @throws PeerError `bad-message` for a key that occurs twice in an array */
export function requireDifferent(keys: readonly (string | undefined)[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (key !== undefined && seen.has(key)) {
      throw new PeerError(
        'bad-message',
        `Expected a key of its own for each message; got ${quote(key)} twice in an array. Nothing was stored; draw one for each.`,
      );
    }
    if (key !== undefined) seen.add(key);
  }
}

export const keyTaken = (key: string, id: string): PeerError =>
  new PeerError('key-taken', `Expected the message that the key ${quote(key)} belongs to, ${id}; got another one. Draw a new key for it.`);
