import { type Cursor, formatCursor, type Notification, parseCursor } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import type { RecentEvent } from '../race/recent-events.ts';
import type { ReadPast } from './history.ts';
import type { SceneLogic } from './page-scene.ts';

type Told = Exclude<RecentEvent, { kind: 'failure' }>;

/** A scene as one stream tells it: each notification is folded in once, in the order of the log, whatever transport brought it. */
export class SceneFold<State> {
  state: State;
  /** Why something of the past is not in it. */
  trouble: string | undefined;
  readonly #scene: Pick<SceneLogic<State>, 'start' | 'fold' | 'after'>;
  readonly #past: ReadPast;
  readonly #changed: () => void;
  #position: Cursor | undefined;
  /** What comes while the past is read. */
  #waiting: Told[] | undefined;

  constructor(scene: Pick<SceneLogic<State>, 'start' | 'fold' | 'after'>, past: ReadPast, changed: () => void) {
    this.#scene = scene;
    this.#past = past;
    this.#changed = changed;
    this.state = scene.start;
    if (scene.after) void this.#catchUp(scene.after, []);
  }

  /** The number of the newest notification in it. */
  get seq(): number {
    return this.#position?.seq ?? 0;
  }

  take(event: RecentEvent): void {
    if (event.kind === 'failure') return;
    if (this.#waiting) this.#waiting.push(event);
    else this.#apply(event);
  }

  #apply(event: Told): void {
    if (event.kind === 'gap') this.#goTo(parseCursor(event.gap.to));
    else this.#add(event.notification, event.at, event);
  }

  #add(notification: Notification, at: number, event: Told): void {
    const cursor = parseCursor(notification.id);
    if (!cursor) return;
    const here = this.#position;
    const same = here?.epoch === cursor.epoch;
    if (here && same && cursor.seq <= here.seq) return;
    const { after } = this.#scene;
    // A stream that begins now has not told what lies between, and one of another log nothing of that.
    if (after && here && (!same || cursor.seq > here.seq + 1)) {
      void this.#catchUp(same ? formatCursor(here.epoch, here.seq) : after, [event]);
      return;
    }
    if (!same && here) this.#startAnew();
    this.#position = cursor;
    this.#fold(notification, at);
  }

  #fold(notification: Notification, at: number): void {
    const before = this.state;
    this.state = this.#scene.fold(before, notification, at);
    if (this.state !== before) this.#changed();
  }

  /** A server that was restarted has another log, and the scene begins with it. */
  #goTo(place: Cursor | undefined): void {
    if (place && this.#position && place.epoch !== this.#position.epoch) this.#startAnew();
    this.#position = place;
  }

  #startAnew(): void {
    this.state = this.#scene.start;
    this.#changed();
  }

  async #catchUp(after: string, waiting: Told[]): Promise<void> {
    this.#waiting = waiting;
    try {
      const { notifications, cursor, anew } = await this.#past(after);
      if (anew || after === this.#scene.after) this.state = this.#scene.start;
      for (const notification of notifications) this.#fold(notification, notification.at);
      this.#position = parseCursor(cursor);
      this.trouble = undefined;
    } catch (error) {
      this.trouble = `What was published before cannot be read: ${messageOf(error)}. What comes now is shown; load the page anew for the rest.`;
      this.#position = undefined;
    }
    this.#waiting = undefined;
    this.#changed();
    // What is behind a jump waits for another reading.
    for (const event of waiting) this.take(event);
  }
}
