import { keysOf } from './keys.ts';

/** A server's compression: gzip for answers and event streams, permessage-deflate for WebSocket messages. Pure. */
interface Coding {
  /** Name in tables. */
  readonly label: string;
  /** Whether a message may refer to earlier ones on its connection, which then has to keep them. */
  readonly keepsContext: boolean;
}

export const codings = {
  plain: { label: 'plain', keepsContext: false },
  compressed: { label: 'compressed', keepsContext: true },
  'no-context': { label: 'compressed, each message by itself', keepsContext: false },
} as const satisfies Readonly<Record<string, Coding>>;

export type CodingName = keyof typeof codings;
export const codingNames = keysOf(codings);
