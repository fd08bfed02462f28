import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Published, PublishOrder } from '../processes/publisher.ts';
import type { PublisherHandlers } from '../processes/publisher-handlers.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { Meters } from './meters.ts';

interface Ends {
  readonly publisher: Remote<PublisherHandlers>;
  readonly server: Remote<ServerHandlers> | undefined;
  readonly meters: Meters;
}

/** Publishes into one stage, and follows the position of its log. */
export class Publishing {
  /** The cursor of the last notification. */
  head: string;
  readonly #ends: Ends;

  constructor(ends: Ends, head: string) {
    this.#ends = ends;
    this.head = head;
  }

  async publish(order: PublishOrder): Promise<Published> {
    const published = await this.#ends.publisher.call('publish', order);
    if (published.last !== '') this.head = published.last;
    await this.#leaveOut(published.localPort);
    return published;
  }

  /** A publisher that reconnected has a new port, which must not count as a client. Nothing was counted since. */
  async #leaveOut(port: number): Promise<void> {
    const { meters, server } = this.#ends;
    if (port === meters.publisherPort || meters.publisherPort === 0) return;
    meters.publisherPort = port;
    await server?.call('ignore', port);
  }
}
