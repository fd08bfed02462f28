import { Filter } from '../../../stream/log/filter.ts';
import type { LogEntry } from '../../../stream/log/log-window.ts';
import type { NotificationLog, Stop } from '../../../stream/log/notification-log.ts';
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
    const all = (entry: LogEntry) => {
      tell(entry);
      return true;
    };
    return this.pace(seq, all).stop;
  }

  /** The same for one that is told no further while `tell` says that it took nothing: `readOn` goes on there. */
  pace(seq: number, tell: (entry: LogEntry) => boolean): { readonly stop: Stop; readonly readOn: () => void } {
    let seen = seq;
    const readOn = () => {
      for (let entries = this.since(seen); entries.length > 0; entries = this.since(seen)) {
        for (const entry of entries) {
          if (!tell(entry)) return;
          seen = entry.seq;
        }
      }
    };
    readOn();
    return { stop: this.#log.onAppend(readOn), readOn };
  }
}
