import type { ToldArrivals } from '../../../server/lab/apparatus/weather/conditions.ts';

/** Milliseconds of one count, and counts that are kept: a minute. */
export const tenth = 100;
const mostKept = 600;

/** Pieces of the same counting, one behind the other. Where the second does not follow the first, because the connection was gone for long, it begins anew. */
export function joined(before: ToldArrivals | undefined, next: ToldArrivals): ToldArrivals {
  const end = before && before.at + before.connections.length * tenth;
  if (!before || next.at !== end) return next;
  const both = (kind: Exclude<keyof ToldArrivals, 'at'>) => [...before[kind], ...next[kind]].slice(-mostKept);
  const connections = both('connections');
  return {
    at: next.at + next.connections.length * tenth - connections.length * tenth,
    ...{ connections, requests: both('requests'), refused: both('refused'), due: both('due') },
  };
}
