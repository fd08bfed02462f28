import type { Server } from 'node:net';
import { serve } from '../../../server/lab/processes/channel.ts';
import { listenAnywhere, openPublishDoor } from '../../processes/publish-door.ts';
import { probeHandlers, ServerProbe } from '../../processes/server-probe.ts';

async function handlersOf(server: Server, broadcast?: (json: string) => void) {
  const door = broadcast && (await openPublishDoor('peer00', broadcast));
  const port = await listenAnywhere(server);
  const { memory } = probeHandlers(new ServerProbe());
  return { memory, where: () => ({ port, publishPort: door?.port ?? port }) };
}

export type PeerHandlers = Awaited<ReturnType<typeof handlersOf>>;

/**
 * Listens, and answers the bench's calls to a peer's process. @param broadcast gets each notification's JSON; absent: the server has its own
 * `/publish` @param more answers to calls of one peer
 */
export const servePeer = async (server: Server, broadcast?: (json: string) => void, more = {}): Promise<void> =>
  serve({ ...(await handlersOf(server, broadcast)), ...more });
