import type { Stop } from '../notification-log.ts';
import { Backoff } from './backoff.ts';
import type { Replica } from './replica.ts';
import { type Place, Session } from './session.ts';
import { cursorOf, type StreamId } from './stored-entry.ts';
import { Waiting } from './waiting.ts';

/** Milliseconds without a new entry after which the follower checks that the stream still exists. */
const idle = 1_000;

/** Keeps the replica up to date with the stream, and reconnects when a session ends. */
export class Follower {
  readonly #place: Place;
  readonly #replica: Replica;
  readonly #report: (line: string) => void;
  readonly #waiting = new Waiting();
  readonly #wakes = new Set<() => void>();
  readonly #backoff = new Backoff();
  readonly #following: Promise<void>;
  #session: Session | undefined;
  #open = true;

  /** @param session the first one */
  constructor(place: Place, session: Session, replica: Replica, report: (line: string) => void) {
    this.#place = place;
    this.#replica = replica;
    this.#report = report;
    this.#following = this.#follow(session);
  }

  /** The current session; `undefined` while Redis is away, or until the replica has caught up. */
  get session(): Session | undefined {
    return this.#session;
  }

  onGrowth(wake: () => void): Stop {
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  /** Waits until the replica has this entry. @returns `false` if Redis went away before */
  async until(id: StreamId): Promise<boolean> {
    return this.#replica.has(id) || (this.#session !== undefined && this.#waiting.until(id));
  }

  /** Ends the session. May be called twice. */
  async close(): Promise<void> {
    this.#open = false;
    this.#session?.close();
    this.#backoff.stop();
    this.#wakes.clear();
    await this.#following;
  }

  async #follow(first: Session): Promise<void> {
    for (let session: Session | undefined = first; this.#open; session = await this.#reconnect()) {
      if (!session) continue;
      this.#session = session;
      const reason = await this.#read(session);
      this.#session = undefined;
      this.#waiting.giveUp();
      if (this.#open) this.#report(`Redis is away: publishing is answered with 503 until it is back. ${reason.message}`);
    }
  }

  /** Reads until the session ends. @returns why it ended */
  async #read(session: Session): Promise<Error> {
    try {
      for (;;) await this.#readOn(session, idle);
    } catch (error) {
      session.close(error instanceof Error ? error : undefined);
      return session.ended;
    }
  }

  async #readOn(session: Session, block: number): Promise<void> {
    const before = this.#replica.last;
    const follows = await session.follow(this.#replica, block);
    if (!follows) this.#tellLoss(before);
    if (this.#replica.last !== before) this.#hasGrown();
  }

  /** Opens a session and reads everything that Redis has. @returns `undefined` if Redis does not answer, or refuses */
  async #reconnect(): Promise<Session | undefined> {
    let session: Session | undefined;
    try {
      await this.#backoff.wait();
      if (!this.#open) return undefined;
      session = await Session.open(this.#place);
      const before = this.#replica.last;
      if (await session.verify(this.#replica)) this.#report('Redis is back.');
      else this.#tellLoss(before);
      await this.#readToEnd(session);
      if (!this.#open) throw new Error('The log was closed meanwhile.');
      this.#backoff.reset();
      this.#hasGrown();
      return session;
    } catch (error) {
      session?.close();
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#open && this.#backoff.isNews(reason)) this.#report(reason);
      return undefined;
    }
  }

  async #readToEnd(session: Session): Promise<void> {
    const last = await session.store.last();
    while (last && !this.#replica.has(last)) await this.#readOn(session, 1);
  }

  #hasGrown(): void {
    for (const wake of this.#wakes) wake();
    this.#waiting.settle((id) => this.#replica.has(id));
  }

  #tellLoss(before: StreamId): void {
    this.#report(`Redis does not go on behind ${cursorOf(before)}, where this node was: readers are told a gap for what it does not have any more.`);
  }
}
