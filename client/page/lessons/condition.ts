import type { Condition } from './lesson.ts';
import type { Seen, SeenLane } from './seen.ts';

const counted = ['published', 'delivered', 'measured', 'requests', 'unwritten'] as const;

const yes = (holds: boolean): number => (holds ? 1 : 0);

/** The share of the condition that is furthest behind; 1 if there is none. */
const least = (shares: readonly number[]): number => Math.min(1, ...shares);

/** Notifications that may still be on their way. */
const underWay = 20;

const share = (came: number, published: number): number => least([published > 0 ? (came + underWay) / published : 0]);

const settled = ({ published, delivered, missing, told }: SeenLane): number => share(delivered + missing + told, published);

const besideAll = (names: readonly string[], { beside, lanes }: Seen): number =>
  least(names.map((name) => share(beside[name] ?? 0, Math.max(...Object.values(lanes).map(({ published }) => published)))));

/** All of the evidence, or so many seconds after the last pressed step, so that a run ends where the evidence never comes. */
export const orAfter = (seconds: number, ...evidence: readonly Condition[]): Condition => ({ any: [{ all: evidence }, { secondsAfter: seconds }] });

/** Progress of a condition, from 0 to 1. */
export function progress(condition: Condition, seen: Seen): number {
  if ('all' in condition) return least(condition.all.map((one) => progress(one, seen)));
  if ('any' in condition) return Math.max(0, ...condition.any.map((one) => progress(one, seen)));
  if ('noticed' in condition) return yes(!Number.isNaN(seen.lanes[condition.noticed].noticed));
  if ('back' in condition) return yes(!Number.isNaN(seen.lanes[condition.back].back));
  if ('native' in condition) return yes(seen.native[condition.native[0]] === condition.native[1]);
  if ('pressed' in condition) return yes(seen.pressed.includes(condition.pressed));
  if ('extras' in condition) return yes(seen.extras.open + seen.extras.waiting >= condition.extras);
  if ('opened' in condition) return least([seen.extras.open / condition.opened]);
  if ('fetch' in condition) return yes(seen.fetched === condition.fetch);
  if ('away' in condition) return least([(seen.absence?.lasted ?? 0) / (condition.away * 1_000)]);
  if ('seenFor' in condition) return least([(seen.absence?.since ?? 0) / (condition.seenFor * 1_000)]);
  if ('probed' in condition) return least([seen.probed.length / condition.probed]);
  if ('members' in condition) return yes(seen.members.done.includes(condition.members));
  if ('seconds' in condition) return least([seen.lasted / (condition.seconds * 1_000)]);
  if ('secondsAfter' in condition) return least([seen.sincePressed / (condition.secondsAfter * 1_000)]);
  if ('publishedAfter' in condition) return least([seen.lanes[condition.publishedAfter[0]].publishedAfter / condition.publishedAfter[1]]);
  if ('queuesRead' in condition) return yes(seen.queuesRead);
  if ('queued' in condition) return least([(seen.queues[condition.queued[0]] ?? 0) / condition.queued[1]]);
  if ('dropped' in condition) return least([(seen.dropped[condition.dropped[0]] ?? 0) / condition.dropped[1]]);
  if ('caughtUp' in condition) return settled(seen.lanes[condition.caughtUp]);
  if ('besideAll' in condition) return besideAll(condition.besideAll, seen);
  if ('arrivals' in condition) return least([(seen.arrivals.connections.length * 100) / condition.arrivals]);
  return least(
    counted.flatMap((what) => {
      const wanted = condition[what];
      return wanted ? [seen.lanes[wanted[0]][what] / wanted[1]] : [];
    }),
  );
}

export const holds = (condition: Condition, seen: Seen): boolean => progress(condition, seen) >= 1;
