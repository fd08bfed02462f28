import { serve } from '../../server/lab/processes/channel.ts';
import { createPublisher } from './publisher-handlers.ts';

/** The publisher is a process of its own: what the generator is busy with must not delay a publish, and would look like the server's slowness. */
serve(createPublisher());
