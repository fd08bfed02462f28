import type { Arrivals } from '../../../server/lab/apparatus/weather/conditions.ts';

/** Milliseconds of one count, and counts that are kept: a minute. */
export const tenth = 100;
const mostKept = 600;

const kinds = ['connections', 'requests', 'refused'] as const;

/** Appends a piece of the same counts. If it does not follow, because the connection was lost for long, counting begins anew. */
export function joined(before: Arrivals | undefined, next: Arrivals): Arrivals {
  const end = before && before.at + before.connections.length * tenth;
  if (!before || next.at !== end) return next;
  const [connections, requests, refused] = kinds.map((kind) => [...before[kind], ...next[kind]].slice(-mostKept));
  const { length } = connections ?? [];
  return {
    at: next.at + next.connections.length * tenth - length * tenth,
    ...{ connections: connections ?? [], requests: requests ?? [], refused: refused ?? [] },
  };
}
