import { createHash, timingSafeEqual } from 'node:crypto';

/** A hash to look up or compare instead of the secret: it has the same length for every secret and reveals nothing about it. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compares two secrets in constant time, so that an attacker cannot measure how much of a guess was right. */
export const isSameSecret = (one: string, other: string): boolean => timingSafeEqual(digestOf(one), digestOf(other));
