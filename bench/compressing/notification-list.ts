import { parseCursor } from '../../server/stream/protocol.ts';

/** Notifications kept: more than come between two polls. */
const kept = 10_000;

/** What was published, for those who ask for it. A log in the least lines that do: the one of the lab is not what is measured here. */
export class NotificationList {
  readonly #epoch: string;
  readonly #jsons: string[] = [];
  #head = 0;

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  /** Where it stands. */
  get cursor(): string {
    return `${this.#epoch}-${this.#head}`;
  }

  /** @returns the cursor of this one */
  add(json: string): string {
    this.#head += 1;
    this.#jsons.push(json);
    if (this.#jsons.length > kept) this.#jsons.shift();
    return this.cursor;
  }

  /** Whether there is an answer at once: something new, or nobody says from where on. */
  has(after: string | undefined): boolean {
    return after === undefined || this.#newer(after) > 0;
  }

  /** @returns the body of an answer as the lab writes it; `undefined` if there is nothing new */
  answer(after: string | undefined): string | undefined {
    if (!this.has(after)) return undefined;
    const count = after === undefined ? 0 : this.#newer(after);
    const notifications = count === 0 ? [] : this.#jsons.slice(-count);
    return `{"cursor":"${this.cursor}","notifications":[${notifications.join(',')}]}`;
  }

  #newer(after: string): number {
    return Math.min(this.#jsons.length, this.#head - (parseCursor(after)?.seq ?? this.#head));
  }
}
