import { endedAfter } from '../../processes/ended-after.ts';
import { keysOf } from '../../result/keys.ts';
import { type StartedLab, startLab } from '../lab/started-lab.ts';

/** Where a log is, and how many processes of the lab share it. A key that no lab has of itself. */
const flagsOf = (redis: string) => ['--redis', redis, '--redis-key', 'transport-lab-cost'];

const places = {
  memory: { nodes: 1, flags: () => [] },
  redis: { nodes: 1, flags: flagsOf },
  'redis, 3 nodes': { nodes: 3, flags: flagsOf },
} as const;
export type PlaceName = keyof typeof places;
export const placeNames = keysOf(places);

/** Starts its nodes, does something with them, and ends them whatever happens. @param redis URL of the Redis */
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
