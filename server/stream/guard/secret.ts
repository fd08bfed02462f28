import { createHash, timingSafeEqual } from 'node:crypto';

/** Of one length for every secret, and telling nothing of it: whatever is looked up or compared is this. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether two secrets are the same, in a time that does not tell how much of one was right. */
export const isSameSecret = (one: string, other: string): boolean => timingSafeEqual(digestOf(one), digestOf(other));
