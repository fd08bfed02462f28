import type { Session } from './session.ts';

/** Pages that are served at a time, and that are told why they are not. */
const limits = { seats: 64, turnedAway: 64 };

/** Who is turned away, in a sentence for the page. */
export const noSeat = `Expected at most ${limits.seats} pages that look; got one more. Close another one: this page asks again.`;
const lostSeat = `Expected at most ${limits.seats} pages that look; somebody who may control came, and the page that has looked longest made room. It asks again.`;

/** Decides who gets in. Who may control always does, as long as anybody is there who only looks: otherwise 64 visitors shut out the one who runs the lab. */
export class Seats {
  readonly sessions = new Set<Session>();
  readonly #turnedAway = new Set<object>();

  /** @returns whether there is a seat; perhaps one that was just taken from somebody */
  offer(may: 'control' | 'look'): boolean {
    if (this.sessions.size < limits.seats) return true;
    if (may === 'look') return false;
    const looker = [...this.sessions].find(({ access }) => access.may === 'look');
    if (looker) this.sessions.delete(looker);
    looker?.turnAway(lostSeat);
    return looker !== undefined;
  }

  /** @returns whether there is room to tell somebody why he is turned away */
  get hasRoomToTell(): boolean {
    return this.#turnedAway.size < limits.turnedAway;
  }

  /** Counts one who is being told, until he is gone. */
  tell(ws: { once(event: 'close', gone: () => void): unknown }): void {
    this.#turnedAway.add(ws);
    ws.once('close', () => this.#turnedAway.delete(ws));
  }
}
