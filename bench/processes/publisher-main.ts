import { serve } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import { Publisher, type PublishOrder, type PublishTemplate } from './publisher.ts';

/**
 * The publisher is a process of its own: what the generator is busy with must not delay a publish, and would look like the server's slowness.
 */
let publisher: Publisher | undefined;

const handlers = {
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
};

export type PublisherHandlers = typeof handlers;

serve(handlers);
