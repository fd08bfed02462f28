import type { Target } from '../arms/arm.ts';
import { Publisher, type PublishOrder, type PublishTemplate } from './publisher.ts';

/** What the publisher can be asked: it has one connection at a time. */
export function createPublisher() {
  let publisher: Publisher | undefined;
  return {
    async connect(target: Target): Promise<number> {
      publisher?.close();
      publisher = await Publisher.connect(target);
      return publisher.localPort;
    },
    /** To a server that is not the lab. */
    async connectBy({ target, template }: { target: Target; template: PublishTemplate }): Promise<number> {
      publisher?.close();
      publisher = await Publisher.connect(target, template);
      return publisher.localPort;
    },
    publish(order: PublishOrder) {
      if (!publisher) throw new Error('Connect first.');
      return publisher.publish(order);
    },
    close(): void {
      publisher?.close();
    },
  };
}

export type PublisherHandlers = ReturnType<typeof createPublisher>;
