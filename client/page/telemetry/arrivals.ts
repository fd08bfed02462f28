import type { Arrivals } from '../../../server/lab/apparatus/weather/conditions.ts';

/** Milliseconds of one count, and counts that are kept: a minute. */
export const tenth = 100;
const mostKept = 600;

const kinds = ['connections', 'requests', 'refused'] as const;

/** Pieces of the same counting, one behind the other. Where the second does not follow the first, because the connection was gone for long, it begins anew. */
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
