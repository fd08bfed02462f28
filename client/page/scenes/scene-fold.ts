import { type Cursor, formatCursor, type Notification, parseCursor } from '../../../server/stream/protocol.ts';
import { messageOf } from '../errors.ts';
import type { RecentEvent } from '../race/recent-events.ts';
import type { ReadPast } from './history.ts';
import type { SceneLogic } from './page-scene.ts';

type Taken = Exclude<RecentEvent, { kind: 'failure' }>;

/** A state, and its place in the log. */
export interface Told<State> {
  readonly state: State;
  readonly position: Cursor;
}

/** A scene from one stream: each notification is folded in once, in the order of the log, over any transport. */
export class SceneFold<State> {
  state: State;
  /** Why a part of the past is missing. */
  trouble: string | undefined;
  readonly #scene: Pick<SceneLogic<State>, 'start' | 'fold' | 'after'>;
  readonly #past: ReadPast;
  readonly #changed: () => void;
  #position: Cursor | undefined;
  /** Its state comes from another stream; its own may begin later. */
  #joins: boolean;
  /** Notifications that come while the past is read. */
  #waiting: Taken[] | undefined;

  /** @param told state of another stream, at which this one continues. It may miss what was published since, because it begins with the next one */
  constructor(scene: Pick<SceneLogic<State>, 'start' | 'fold' | 'after'>, past: ReadPast, changed: () => void, told?: Told<State>) {
    this.#scene = scene;
    this.#past = past;
    this.#changed = changed;
    this.state = told?.state ?? scene.start;
    this.#position = told?.position;
    this.#joins = told !== undefined;
    const after = told ? formatCursor(told.position.epoch, told.position.seq) : scene.after;
    if (after) void this.#catchUp(after, []);
  }

  /** `undefined` while nothing was told. */
  get told(): Told<State> | undefined {
    return this.#position && { state: this.state, position: this.#position };
  }

  take(event: RecentEvent): void {
    if (event.kind === 'failure') return;
    if (this.#waiting) this.#waiting.push(event);
    else this.#apply(event);
  }

  #apply(event: Taken): void {
    if (event.kind === 'gap') this.#goTo(parseCursor(event.gap.to));
    else this.#add(event.notification, event.at, event);
  }

  #add(notification: Notification, at: number, event: Taken): void {
    const cursor = parseCursor(notification.id);
    if (!cursor) return;
    const here = this.#position;
    const same = here?.epoch === cursor.epoch;
    if (here && same && cursor.seq <= here.seq) return;
    // A stream that begins now misses what lies between, and a stream of another log misses all of it.
    const jump = same && (this.#scene.after || this.#joins) && cursor.seq > here.seq + 1;
    const missed = jump ? formatCursor(here.epoch, here.seq) : here && !same && this.#scene.after;
    this.#joins = false;
    if (missed) {
      void this.#catchUp(missed, [event]);
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

  /** A restarted server has another log, and the scene starts over. */
  #goTo(place: Cursor | undefined): void {
    if (place && this.#position && place.epoch !== this.#position.epoch) this.#startAnew();
    this.#position = place;
  }

  #startAnew(): void {
    this.state = this.#scene.start;
    this.#changed();
  }

  async #catchUp(after: string, waiting: Taken[]): Promise<void> {
    this.#waiting = waiting;
    try {
      const { notifications, cursor, anew, at } = await this.#past(after);
      if (anew || after === this.#scene.after) this.state = this.#scene.start;
      for (const notification of notifications) this.#fold(notification, at);
      this.#position = parseCursor(cursor);
      this.trouble = undefined;
    } catch (error) {
      this.trouble = `What was published before cannot be read: ${messageOf(error)}. The page shows new notifications; reload it for the rest.`;
      this.#position = undefined;
    }
    this.#waiting = undefined;
    this.#changed();
    // Notifications behind a jump wait for another reading.
    for (const event of waiting) this.take(event);
  }
}
