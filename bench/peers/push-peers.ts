import type { Remote } from '../../server/lab/processes/channel.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import { nchanRetains, startNchan } from './nchan.ts';
import type { Peer, RunningPeer } from './peer.ts';
import type { PeerHandlers } from './servers/handlers.ts';

const host = '127.0.0.1';

/** A peer in a Node process that answers calls. */
export async function runningIn(server: Remote<PeerHandlers>): Promise<RunningPeer> {
  const { port, publishPort } = await server.call('where');
  return {
    pid: server.pid,
    target: { host, port },
    publish: { host, port: publishPort },
    memory: () => server.call('memory'),
    stop: () => server.stop(),
  };
}

/** A peer in a Node process of its own. @param module in the folder `servers` */
const startNode = (module: string, name: string): Promise<RunningPeer> =>
  runningIn(forkProcess<PeerHandlers>(`../peers/servers/${module}`, name, [], ['--expose-gc']));

/** The lab as `npm start` runs it. @param args flags of the lab */
export async function startLabPeer(flags: readonly string[], args: readonly string[] = []): Promise<RunningPeer> {
  const server = forkProcess<ServerHandlers>('server-main', 'lab', args, ['--expose-gc', ...flags]);
  return { ...(await runningIn(server)), loopDelays: () => server.call('loopDelays') };
}

const plain = 'one TCP_NODELAY socket per reader, no compression';

const lab = (arm: TransportName, query = ''): Peer => ({
  name: `lab ${arm}`,
  setup: `the lab as npm start runs it; ${plain}`,
  arm,
  spoken: { dialect: 'lab', path: `/stream/${arm}${query}` },
  start: startLabPeer,
});

const nchan = (arm: TransportName): Peer => ({
  name: `nchan ${arm}`,
  package: 'nchan',
  setup: `nginx with its module, one worker, gzip off, ${nchanRetains.toLocaleString('en')} messages kept; ${plain}`,
  arm,
  spoken: { dialect: 'plain', path: `/${arm}` },
  start: startNchan,
  givesNoIds: true,
});

/** The floor of every ratio. */
export const floorName = 'bare TCP';

export function peerNamed(name: string): Peer {
  const found = pushPeers.find((peer) => peer.name === name);
  if (!found) throw new RangeError(`There is no peer ${name}.`);
  return found;
}

/** Every way to push that is compared, the floor first. */
export const pushPeers: readonly Peer[] = [
  {
    name: floorName,
    setup: `one write of one shared buffer per reader and notification; ${plain}`,
    arm: 'tcp',
    spoken: { dialect: 'plain', path: '' },
    start: () => startNode('tcp-main', 'bare TCP'),
  },
  lab('websocket'),
  lab('sse'),
  {
    name: 'ws',
    package: 'ws',
    setup: `client.send(text) for each of server.clients; perMessageDeflate off; ${plain}`,
    arm: 'websocket',
    spoken: { dialect: 'plain', path: '/' },
    start: () => startNode('ws-main', 'ws'),
  },
  {
    name: 'Socket.IO',
    package: 'socket.io',
    setup: `io.emit; WebSocket only, perMessageDeflate off, no ping within the run; ${plain}`,
    arm: 'websocket',
    spoken: { dialect: 'socket.io', path: '/socket.io/' },
    start: () => startNode('socket-io-main', 'Socket.IO'),
  },
  {
    name: 'Express res.write',
    package: 'express',
    setup: `response.write(event) for each stream, chunked; ${plain}`,
    arm: 'sse',
    spoken: { dialect: 'plain', path: '/stream/sse' },
    start: () => startNode('express-main', 'Express'),
  },
  {
    name: 'better-sse',
    package: 'better-sse',
    setup: `channel.broadcast on node:http; keep-alive comments off; ${plain}`,
    arm: 'sse',
    spoken: { dialect: 'plain', path: '/' },
    start: () => startNode('better-sse-main', 'better-sse'),
  },
  nchan('websocket'),
  nchan('sse'),
];

/** The lab, with clients that hold long polls. It pushes nothing, so it is in no table of pushes. */
export const longPollingPeer = lab('long-polling', '?hold=55');
