import type { TransportName } from '../../../server/stream/protocol.ts';
import { failureSentence } from '../entries.ts';
import { type ActiveFault, faultsAffecting } from '../telemetry/active-faults.ts';
import { type ConnectionUse, mostConnections } from './connections.ts';
import type { Lane } from './lane.ts';

/** Knowledge of the page besides the lane itself. */
export interface Outlook {
  readonly crowd: ConnectionUse;
  readonly paused: 'visitor' | 'hidden' | undefined;
  /** The faults that the lab reports. */
  readonly broken: readonly ActiveFault[];
}

/** Why a lane is not open, or open and silent, in a sentence or two: the stream's own error, then the lab's faults. */
export function troubleOf(
  name: TransportName,
  lane: Lane | undefined,
  { crowd: { open, wanted, waiting }, paused, broken }: Outlook,
): string | undefined {
  if (!lane) return undefined;
  if (paused === 'hidden') return 'Paused at its cursor while the tab is hidden. Otherwise it would use up the connections of other tabs.';
  if (paused === 'visitor') return 'Paused at its cursor.';
  const { state } = lane.stream;
  const known = faultsAffecting(name, state, broken);
  // Only the handshake of a WebSocket can queue, and not in Chromium. A known error comes first.
  const queued = state.endsWith('connecting') && (name !== 'websocket' || (known.length === 0 && !lane.failure));
  const stuck = waiting.has(name) || (open >= mostConnections && queued);
  if (stuck)
    return `${open} of ${Math.max(wanted, open + 1)} streams are open: a browser allows six HTTP/1.1 connections to one origin, and the others wait.`;
  // The relay's answer for an absent server repeats the failure in more words.
  const repeated = known.length > 0 && lane.failure?.code === 'unavailable';
  return [...(repeated ? [] : noticed(name, lane)), ...known].join(' ') || undefined;
}

function noticed(name: TransportName, { stream: { state }, failure }: Lane): string[] {
  if (state === 'open') return [];
  if (failure) return [failureSentence(failure, name)];
  return state === 'reconnecting' ? [`The ${name} connection is lost: the browser reconnects by itself.`] : [];
}
