import { serve } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import { Publisher, type PublishOrder, type PublishTemplate } from './publisher.ts';

/** The publisher is a separate process, so that a busy generator does not delay a publish. Such a delay would look like slowness of the server. */
let publisher: Publisher | undefined;

const handlers = {
  async connect(target: Target): Promise<number> {
    publisher?.close();
    publisher = await Publisher.connect(target);
    return publisher.localPort;
  },
  /** Connects to a server that is not the lab. */
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
