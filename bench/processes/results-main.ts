import { serve } from '../../server/lab/processes/channel.ts';
import { digestDropped, digestNewest } from '../report/digest.ts';

/** Reads and compares bench results for the lab. That takes seconds, and would stop the streams if the server's own process did it. */
const handlers = { newest: digestNewest, dropped: digestDropped };

export type ResultsHandlers = typeof handlers;

serve(handlers);
