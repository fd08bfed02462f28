import { serve } from '../../server/lab/processes/channel.ts';
import { createPublisher } from './publisher-handlers.ts';

/** The publisher is a separate process, so that a busy generator does not delay a publish. Such a delay would look like slowness of the server. */
serve(createPublisher());
