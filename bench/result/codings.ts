import { keysOf } from './keys.ts';

/** What a server does about compression: gzip of answers and event streams, permessage-deflate of WebSocket messages. Pure. */
interface Coding {
  /** As tables call it. */
  readonly label: string;
  /** Whether a message may refer to those before it on its connection, which has to keep them for that. */
  readonly keepsContext: boolean;
}

export const codings = {
  plain: { label: 'plain', keepsContext: false },
  compressed: { label: 'compressed', keepsContext: true },
  'no-context': { label: 'compressed, each message by itself', keepsContext: false },
} as const satisfies Readonly<Record<string, Coding>>;

export type CodingName = keyof typeof codings;
export const codingNames = keysOf(codings);
