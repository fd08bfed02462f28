import { Filter } from '../../../stream/log/filter.ts';
import type { LogEntry } from '../../../stream/log/log-window.ts';
import type { NotificationLog, Stop } from '../../../stream/log/notification-log.ts';
import { PeerError, quote } from '../../../stream/problem.ts';
import { type After, limits } from '../../../stream/protocol.ts';
import { Room } from './room.ts';

const runLimits = { count: limits.answerCount, bytes: limits.answerBytes };

/** Says of heartbeats that there are none: who waits for one that he cannot hear gives up a line that is well. */
export interface NaiveHello {
  readonly cursor: string;
  readonly heartbeat: 0;
}

/** The lab's own log, as naive servers read it. Filters and gaps they do not know. */
export class NaiveReading {
  readonly room = new Room();
  readonly #log: NotificationLog;

  constructor(log: NotificationLog) {
    this.#log = log;
  }

  /** Where a client begins, and what he is told first. */
  start(after: After): { readonly seq: number; readonly hello: NaiveHello } {
    const { seq } = this.#log.window.place(after);
    return { seq, hello: { cursor: this.#log.window.cursor(seq), heartbeat: 0 } };
  }

  /** At most as many as a poll gets at a time. */
  since(seq: number): readonly LogEntry[] {
    const { window } = this.#log;
    return window.read(Math.max(seq, window.oldest - 1), Filter.all, runLimits).entries;
  }

  /** Calls `tell` with each notification behind `seq`, those included that are there already. */
  follow(seq: number, tell: (entry: LogEntry) => void): Stop {
    let seen = seq;
    const read = () => {
      for (let entries = this.since(seen); entries.length > 0; entries = this.since(seen)) {
        for (const entry of entries) tell(entry);
        seen = entries.at(-1)?.seq ?? seen;
      }
    };
    read();
    return this.#log.onAppend(read);
  }
}

/** @returns one of the values of a parameter, the first one if it is absent @throws PeerError */
export function chosen<Value extends string>(url: string, name: string, values: readonly [Value, ...Value[]]): Value {
  const given = new URL(url, 'http://localhost').searchParams.get(name) ?? values[0];
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  throw new PeerError('bad-request', `Expected ${name} to be one of ${values.join(', ')}; got ${quote(given)}. Choose one, or leave it out.`);
}
