import type { ToldArrivals } from '../../../server/lab/apparatus/weather/conditions.ts';

/** Milliseconds of one count, and counts that are kept: a minute. */
export const tenth = 100;
const mostKept = 600;

/** Appends a piece of the same counts. If it does not follow, because the connection was lost for long, counting begins anew. */
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
