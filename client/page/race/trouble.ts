import type { TransportName } from '../../../server/protocol.ts';
import { failureSentence } from '../entries.ts';
import { type Crowd, mostConnections } from './connections.ts';
import type { Lane } from './lane.ts';

/** Why a lane is not open, in a sentence. */
export function troubleOf(
  name: TransportName,
  lane: Lane | undefined,
  { open, wanted, waiting }: Crowd,
  paused: 'visitor' | 'hidden' | undefined,
): string | undefined {
  if (!lane) return undefined;
  if (paused === 'hidden') return 'Paused at its cursor while the tab is hidden: racing tabs would hold the connections of all others.';
  if (paused === 'visitor') return 'Paused at its cursor.';
  const stuck = waiting.has(name) || (open >= mostConnections && lane.stream.state !== 'open' && name !== 'websocket');
  if (stuck) return `${open} of ${Math.max(wanted, open + 1)} streams open: a browser allows six HTTP/1.1 connections to one origin.`;
  return lane.failure && lane.stream.state !== 'open' ? failureSentence(lane.failure, name) : undefined;
}
