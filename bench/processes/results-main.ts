import { serve } from '../../server/lab/processes/channel.ts';
import { digestDropped, digestNewest } from '../report/digest.ts';

/** Reads and compares bench results for the lab: it takes seconds, and in the server's own process the streams would stand still meanwhile. */
const handlers = { newest: digestNewest, dropped: digestDropped };

export type ResultsHandlers = typeof handlers;

serve(handlers);
