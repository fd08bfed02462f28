import type { Answer, Notification } from '../../../server/stream/protocol.ts';
import { labUrl } from '../lab-url.ts';
import { serverNow } from '../telemetry/clock.ts';

/** The retained notifications after a cursor. */
export interface Past {
  readonly notifications: readonly Notification[];
  /** The cursor up to which it was read. */
  readonly cursor: string;
  /** When it was read, in milliseconds of the server's clock. */
  readonly at: number;
  /** The log is another one than the cursor's, so the scene starts over. */
  readonly anew: boolean;
}

export type ReadPast = (after: string) => Promise<Past>;

/** Milliseconds for one answer. */
const patience = 10_000;

async function readAll(after: string): Promise<Past> {
  const notifications: Notification[] = [];
  let [cursor, anew] = [after, false];
  for (;;) {
    const response = await fetch(labUrl(`stream/polling?after=${cursor}`), { signal: AbortSignal.timeout(patience) });
    if (response.status === 204) return { notifications, cursor, anew, at: serverNow() };
    if (!response.ok) throw new Error(`the lab answered ${response.status}`);
    const answer = (await response.json()) as Answer;
    if (answer.gap) {
      anew ||= answer.gap.reason === 'epoch';
      if (anew) notifications.length = 0;
    }
    notifications.push(...answer.notifications);
    cursor = answer.cursor;
    if (!answer.more) return { notifications, cursor, anew, at: serverNow() };
  }
}

/** One poll for all lanes that want the same past. The lanes themselves start from now, so that their numbers count only what is published now. */
export function sharedPast(): ReadPast {
  const reading = new Map<string, Promise<Past>>();
  return (after) => {
    const known = reading.get(after);
    if (known) return known;
    const past = readAll(after).finally(() => reading.delete(after));
    reading.set(after, past);
    return past;
  };
}
