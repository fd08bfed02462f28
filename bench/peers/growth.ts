import type { Peer } from './peer.ts';
import { paceOf, warmUp } from './push.ts';
import { floorName, peerNamed, startLabPeer } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { StagedPeer } from './stage.ts';

/** An arm and how many readers it has. */
interface Crowd {
  readonly peer: Peer;
  readonly readers: number;
}

/** The filter of one in a hundred readers; all of these filters pass what the bench publishes. */
const filters = '?event=bench&event=n{n}';

const variant = (of: 'lab websocket' | 'lab sse', name: string, query = '', args: readonly string[] = []): Peer => ({
  ...peerNamed(of),
  name,
  spoken: { ...peerNamed(of).spoken, path: `${peerNamed(of).spoken.path}${query}` },
  start: (flags) => startLabPeer(flags, args),
});

/** Growth with readers, window or number of filters, each beside the same floor. */
export function growthCrowds({ few, many }: Settings): readonly Crowd[] {
  const named = (name: string, readers: number): Crowd => ({ peer: { ...peerNamed(name), name: `${name} · ${readers}` }, readers });
  return [
    ...[few, many].flatMap((readers) => ['lab websocket', 'lab sse'].map((name) => named(name, readers))),
    named(floorName, many),
    { peer: { ...peerNamed(floorName), name: floorName }, readers: few },
    { peer: variant('lab websocket', 'websocket, 100 retained', '', ['--window', '100']), readers: few },
    { peer: variant('lab websocket', 'websocket, 100 filters', filters), readers: few },
    { peer: variant('lab sse', 'sse, 100 filters', filters), readers: few },
  ];
}

/** CPU of a delivery by number of readers, and how long the event loop was blocked. */
export async function readGrowth(staged: StagedPeer, readers: number): Promise<Reading['values']> {
  const { running, settings } = staged;
  const pace = paceOf('sparse', readers, settings);
  await warmUp(staged, 0);
  const alone = await staged.stretch(pace, 0);
  await staged.stage.connect(readers);
  await warmUp(staged, readers);
  await running.loopDelays?.();
  const seen = await staged.stretch(pace, readers);
  const late = await running.loopDelays?.();
  return {
    'µs/delivery': (seen.cpu - (alone.cpu / alone.published) * seen.published) / seen.delivered,
    readers,
    missing: seen.missing,
    ...(late && { 'loop late p99 ms': late.p99, 'at most ms': late.worst }),
  };
}
