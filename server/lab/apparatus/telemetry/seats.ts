import type { Session } from './session.ts';

/** The most pages that are served at a time, and the most that are being told why they are not. */
const limits = { seats: 64, turnedAway: 64 };

/** The sentence for a page that is turned away. */
export const noSeat = `Expected at most ${limits.seats} pages that look; got one more. Close another one: this page asks again.`;
const lostSeat = `Expected at most ${limits.seats} pages that look; somebody who may control came, and the page that has looked longest made room. It asks again.`;

/** Decides which pages are served. A page that may control replaces one that only looks; otherwise 64 visitors could lock out the operator. */
export class Seats {
  readonly sessions = new Set<Session>();
  readonly #turnedAway = new Set<object>();

  /** @returns whether there is a seat, possibly by turning another page away */
  offer(may: 'control' | 'look'): boolean {
    if (this.sessions.size < limits.seats) return true;
    if (may === 'look') return false;
    const looker = [...this.sessions].find(({ access }) => access.may === 'look');
    if (looker) this.sessions.delete(looker);
    looker?.turnAway(lostSeat);
    return looker !== undefined;
  }

  /** Whether there is room to tell another page why it is turned away. */
  get hasRoomToTell(): boolean {
    return this.#turnedAway.size < limits.turnedAway;
  }

  /** Counts a page that is being told, until it has gone. */
  tell(ws: { once(event: 'close', gone: () => void): unknown }): void {
    this.#turnedAway.add(ws);
    ws.once('close', () => this.#turnedAway.delete(ws));
  }
}
