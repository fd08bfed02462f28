import type { Stop } from '../../../stream/log/notification-log.ts';
import { PeerError } from '../../../stream/problem.ts';

/** Clients of one naive server at a time. */
const most = 100;

/** Who is connected to a naive server. */
export class Room {
  readonly #clients = new Set<object>();

  /** @throws PeerError if there is no room for one more */
  require(): void {
    if (this.#clients.size < most) return;
    throw new PeerError('unavailable', `Expected at most ${most} clients of this naive server; got one more. Come back later.`, {
      'Retry-After': '5',
    });
  }

  /** @returns leaves it */
  enter(client: object): Stop {
    this.#clients.add(client);
    return () => void this.#clients.delete(client);
  }
}
