import type { Leaf } from '../page/decide/choice.ts';
import { type Needs, usualNeeds } from '../page/decide/questions.ts';

/** Somebody who asks, and the leaf that his answers lead to. */
interface Example {
  readonly title: string;
  readonly needs: Needs;
}

const unlike = (title: string, needs: Partial<Needs>): Example => ({ title, needs: { ...usualNeeds, ...needs } });

/** One for each leaf, in the order of docs/choosing.md. */
export const examples: Readonly<Record<Leaf, Example>> = {
  sse: unlike('A dashboard behind a company proxy', { network: 'company' }),
  'sse-and-posts': unlike('A drone behind a company proxy', { direction: 'often', staleness: '0.2s', network: 'company' }),
  'websocket-sends': unlike('A game, or a cursor that others see move', { direction: 'often', rate: '10-per-second', staleness: '0.2s' }),
  'websocket-tabs': unlike('A ticker in an office where everybody has ten tabs open', { http: 'tabs' }),
  'polling-is-lighter': unlike('A feed so busy that nobody reads each entry', { rate: '100-per-second' }),
  'polling-is-simple': unlike('A build status for ten people', { rate: 'per-minute', staleness: '10s', clients: '10' }),
  'long-polling-is-left': unlike('A ticker behind a proxy that holds answers until they end', { staleness: '0.2s', network: 'buffering' }),
  'polling-is-left': unlike('Many tabs behind a company proxy, over HTTP/1.1', { network: 'company', http: 'tabs' }),
  'nothing-fits': unlike('A drone whose proxy passes plain HTTP only', { direction: 'socket', staleness: '0.2s', network: 'company' }),
};
