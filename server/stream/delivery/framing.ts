import type { LogEntry } from '../log/log-window.ts';
import type { Gap, Hello } from '../protocol.ts';

/** Encodes the messages of a push transport as bytes, which are the same for every reader. */
export interface Framing {
  notifications(entries: readonly Pick<LogEntry, 'id' | 'json'>[]): Buffer;
  /** @param gapFollows a gap follows, which moves the cursor; the hello must not */
  hello(hello: Hello, gapFollows: boolean): Buffer;
  gap(gap: Gap): Buffer;
  heartbeat(cursor: string): Buffer;
}
