import { endedAfter } from '../../processes/ended-after.ts';
import { keysOf } from '../../result/keys.ts';
import { type StartedLab, startLab } from '../lab/started-lab.ts';

/** For each place of the log: the flags, and how many labs share it. The key differs from the lab's default, so that no other log is touched. */
const flagsOf = (redis: string) => ['--redis', redis, '--redis-key', 'transport-lab-cost'];

const places = {
  memory: { nodes: 1, flags: () => [] },
  redis: { nodes: 1, flags: flagsOf },
  'redis, 3 nodes': { nodes: 3, flags: flagsOf },
} as const;
export type PlaceName = keyof typeof places;
export const placeNames = keysOf(places);

/** Starts its nodes, runs a function with them, and always ends them. @param redis URL of the Redis */
export async function useNodes<Value>(
  signal: AbortSignal,
  name: PlaceName,
  redis: string,
  act: (nodes: readonly StartedLab[]) => Promise<Value>,
): Promise<Value> {
  const nodes: StartedLab[] = [];
  const end = () => Promise.all(nodes.map((node) => node.end()));
  return endedAfter(signal, end, async () => {
    const { nodes: count, flags } = places[name];
    while (nodes.length < count) nodes.push(await startLab(['--no-weather', '--ticker', '0', ...flags(redis)]));
    return act(nodes);
  });
}
