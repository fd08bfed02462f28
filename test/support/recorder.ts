import type { Gap, Hello, Notification } from '../../client/stream/index.ts';
import { patience } from './patience.ts';

/** An event of a stream as a test sees it, in the order of arrival. */
export interface Recorded {
  readonly type: 'hello' | 'notification' | 'gap' | 'state' | 'error';
  readonly detail: unknown;
}

/** Records the events of a stream, and waits for them: for events, never for time. */
export class Recorder {
  readonly records: Recorded[] = [];
  readonly #details: Record<Recorded['type'], unknown[]> = { hello: [], notification: [], gap: [], state: [], error: [] };
  #changed: () => void = () => {};

  record(recorded: Recorded): void {
    this.records.push(recorded);
    this.#details[recorded.type].push(recorded.detail);
    this.#changed();
  }

  /** The details of one type so far; the list grows with the stream. */
  of<Detail>(type: Recorded['type']): readonly Detail[] {
    return this.#details[type] as Detail[];
  }

  get notifications(): readonly Notification[] {
    return this.of<Notification>('notification');
  }

  get gaps(): readonly Gap[] {
    return this.of<Gap>('gap');
  }

  get hellos(): readonly Hello[] {
    return this.of<Hello>('hello');
  }

  /** Resolves once `found` returns true; otherwise fails with what was expected and what arrived instead. */
  async until(what: string, found: () => boolean, deadline = patience): Promise<void> {
    if (found()) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        const last = this.records.slice(-6).map(({ type, detail }) => `  ${type} ${JSON.stringify(detail)?.slice(0, 200)}`);
        reject(new Error(`Waited ${deadline / 1_000} s for ${what}. Of ${this.records.length} events the last were:\n${last.join('\n')}`));
      }, deadline);
      this.#changed = () => {
        if (!found()) return;
        clearTimeout(late);
        resolve();
      };
    });
  }

  async reach(count: number, deadline?: number): Promise<readonly Notification[]> {
    await this.until(`${count} notifications, and saw ${this.notifications.length}`, () => this.notifications.length >= count, deadline);
    return this.notifications;
  }

  state(state: string): Promise<void> {
    return this.until(`the state "${state}"`, () => (this.of<{ state: string }>('state').at(-1)?.state ?? '') === state);
  }

  hello(count = 1): Promise<void> {
    return this.until(`hello number ${count}`, () => this.hellos.length >= count);
  }

  gap(count = 1): Promise<void> {
    return this.until(`gap number ${count}`, () => this.gaps.length >= count);
  }
}
