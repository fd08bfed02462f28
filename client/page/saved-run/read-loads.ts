/** The load of the server's process, as stored in a file. Pure. */
import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { fields, list, number } from './checking.ts';

export const readLoads = (value: unknown): ServerLoad[] =>
  list('loads', value).map((given, index) => {
    const load = fields(`loads[${index}]`, given);
    const amount = (name: keyof ServerLoad) => number(`loads[${index}].${name}`, load[name]);
    const [at, cpu, utilisation, loopDelayP99] = [amount('at'), amount('cpu'), amount('utilisation'), amount('loopDelayP99')];
    const [rss, heap, sockets, followers, buffered] = [amount('rss'), amount('heap'), amount('sockets'), amount('followers'), amount('buffered')];
    return { at, cpu, utilisation, loopDelayP99, rss, heap, sockets, followers, buffered };
  });
