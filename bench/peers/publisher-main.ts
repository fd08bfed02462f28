import { serve } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import { PeerPublisher, type PeerPublishOrder } from './publisher.ts';

let publisher: PeerPublisher | undefined;

const handlers = {
  async connect(target: Target): Promise<void> {
    publisher?.close();
    publisher = await PeerPublisher.connect(target);
  },
  publish(order: PeerPublishOrder): Promise<number> {
    if (!publisher) throw new Error('Connect first.');
    return publisher.publish(order);
  },
};

export type PeerPublisherHandlers = typeof handlers;

serve(handlers);
