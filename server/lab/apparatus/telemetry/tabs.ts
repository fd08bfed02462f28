import type { Server } from 'node:http';
import { now } from './exchange.ts';
import type { Tab, TelemetryMessage } from './messages.ts';
import { Refusal } from './refusal.ts';
import type { Session } from './session.ts';
import { Tap } from './tap.ts';

/** Milliseconds that a tab stays watched after its last session has gone, so that it survives a reload. */
const farewell = 5_000;

/** The most tabs that wait to be forgotten, because one session could watch thousands one after the other. */
const mostLeaving = 64;

/** The tabs that are watched, and the sessions that watch them. */
export class Tabs {
  readonly #sessions: ReadonlySet<Session>;
  readonly #tap = new Tap();
  /** Tabs whose last session has gone, until they are forgotten. */
  readonly #leaving = new Map<Tab, NodeJS.Timeout>();

  constructor(sessions: ReadonlySet<Session>) {
    this.#sessions = sessions;
  }

  attach(server: Server): void {
    this.#tap.attach(server);
  }

  watch(tab: Tab, session: Session): void {
    if (session.tab === tab) return;
    const former = session.tab;
    const isWatched = this.#isWatched(tab);
    session.tab = tab;
    this.leave(former);
    if (this.#leaving.has(tab)) {
      clearTimeout(this.#leaving.get(tab));
      this.#leaving.delete(tab);
    } else if (!isWatched) {
      this.#tap.watch(tab, (record) => {
        for (const other of this.#sessions) if (other.tab === tab) other.trace(record);
      });
    }
    for (const record of this.#tap.adopted(tab)) session.trace(record);
  }

  /** A session that watched this tab has gone, or watches another. */
  leave(tab: Tab | undefined): void {
    if (tab === undefined || this.#isWatched(tab)) return;
    const [oldest] = this.#leaving.keys();
    if (oldest !== undefined && this.#leaving.size >= mostLeaving) this.#forget(oldest);
    this.#leaving.set(
      tab,
      setTimeout(() => this.#forget(tab), farewell),
    );
  }

  #forget(tab: Tab): void {
    clearTimeout(this.#leaving.get(tab));
    this.#leaving.delete(tab);
    this.#tap.unwatch(tab);
  }

  /** The kept bytes of an exchange. @throws Refusal */
  bytesOf(exchange: number, { tab }: Session): TelemetryMessage {
    const found = tab === undefined ? undefined : this.#tap.find(tab, exchange);
    if (!found) {
      throw new Refusal('not-found', `Expected one of the last exchanges of this tab; got ${exchange}. Its bytes are kept no more, or never were.`);
    }
    const { up, down } = found;
    return { type: 'bytes', exchange, at: now(), up: up.base64, down: down.base64, cut: up.cut + down.cut };
  }

  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
  }

  #isWatched(tab: Tab): boolean {
    return [...this.#sessions].some((session) => session.tab === tab);
  }
}
