import type { LogEntry } from '../log/log-window.ts';
import type { Gap, Hello } from '../protocol.ts';

/** How a push transport puts the messages of the protocol into bytes. The bytes are the same for every reader. */
export interface Framing {
  notifications(entries: readonly Pick<LogEntry, 'id' | 'json'>[]): Buffer;
  /** @param gapFollows the new place will be committed by the gap, not by hello */
  hello(hello: Hello, gapFollows: boolean): Buffer;
  gap(gap: Gap): Buffer;
  heartbeat(cursor: string): Buffer;
}
