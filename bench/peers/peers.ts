import type { Remote } from '../../server/lab/processes/channel.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/arm.ts';
import type { Spoken } from '../dialects/spoken.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import { whole } from '../report/format.ts';
import type { ArmName } from '../result/result.ts';
import { versionOf } from '../run/environment.ts';
import { nchanRetains, nchanVersion, startNchan } from './nchan.ts';
import type { PeerHandlers } from './servers/serve-peer.ts';

/** A server that could be used for this stream, started and ready for publishes. */
export interface RunningPeer {
  /** The process that does the work: its processor time and memory are measured. */
  readonly pid: number;
  /** Where readers connect. */
  readonly target: Target;
  /** Where `POST /publish` goes. */
  readonly publish: Target;
  /** Resident bytes and, where there is a JavaScript heap, its bytes, after a garbage collection. */
  memory(): Promise<{ readonly rss: number; readonly heap?: number }>;
  /** Milliseconds by which its event loop was late since the last call, 99th percentile and worst; only the lab has it. */
  loopDelays?(): Promise<{ readonly p99: number; readonly worst: number }>;
  stop(): Promise<void>;
}

/** One way to push the stream, or to poll it, beside the lab's own. */
export interface Peer {
  readonly name: string;
  /** What its package or program reports; of the lab, and of what comes with Node, that of Node. */
  version(): string;
  /** Its setup, in words for the report, without what is the same for all. */
  readonly setup: string;
  /** The raw client that follows it, and its dialect. */
  readonly arm: ArmName;
  readonly spoken: Spoken;
  /** @param flags of the lab's Node; no other takes them @throws Error if it cannot be started here */
  start(flags: readonly string[]): Promise<RunningPeer>;
  /** It sends published text unchanged. Then an id is published with it, so that all peers send as many bytes. */
  readonly givesNoIds?: boolean;
}

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

/** Starts a peer in a Node process of its own. @param module `servers/<module>-main.ts` */
export const startNode = (module: string, name: string, args: readonly string[] = [], flags: readonly string[] = []): Promise<RunningPeer> =>
  runningIn(forkProcess<PeerHandlers>(`../peers/servers/${module}-main`, name, args, ['--expose-gc', ...flags]));

/** The lab as `npm start` runs it. @param args flags of the lab */
export async function startLabPeer(flags: readonly string[], args: readonly string[] = []): Promise<RunningPeer> {
  const server = forkProcess<ServerHandlers>('server-main', 'lab', args, ['--expose-gc', ...flags]);
  return { ...(await runningIn(server)), loopDelays: () => server.call('loopDelays') };
}

/** The version of what comes with Node. */
const onNode = () => `on Node ${process.versions.node}`;

/** @param args flags of the lab */
export const lab = (arm: TransportName, query = '', args: readonly string[] = []): Peer => ({
  name: `lab ${arm}`,
  version: onNode,
  setup: 'the lab as npm start runs it',
  arm,
  spoken: { dialect: 'lab', path: `/stream/${arm}${query}` },
  start: (flags) => startLabPeer(flags, args),
});

const nchan = (arm: TransportName): Peer => ({
  name: `nchan ${arm}`,
  version: nchanVersion,
  setup: `nginx with its module, one worker, gzip off, ${whole(nchanRetains)} messages kept`,
  arm,
  spoken: { dialect: 'plain', path: `/${arm}` },
  start: startNchan,
  givesNoIds: true,
});

/** The broadcast of a package. @param module the package, and what its file in `servers` is named after */
const broadcastOf = (module: string, peer: Omit<Peer, 'version' | 'start'>): Peer => ({
  ...peer,
  version: () => versionOf(module),
  start: () => startNode(module, peer.name),
});

/** The floor of every ratio. */
export const floor: Peer = {
  name: 'bare TCP',
  version: onNode,
  setup: 'one write of one shared buffer per reader and notification',
  arm: 'tcp',
  spoken: { dialect: 'plain', path: '' },
  start: () => startNode('tcp', 'bare TCP'),
};

/** A second floor: its difference from the first is noise. */
export const twin: Peer = { ...floor, name: `${floor.name} (again)` };

export const express = broadcastOf('express', {
  name: 'Express res.write',
  arm: 'sse',
  spoken: { dialect: 'plain', path: '/stream/sse' },
  setup: 'response.write(event) for each stream, chunked',
});

/** Every way to push that is compared, the floor first. */
export const pushPeers: readonly Peer[] = [
  floor,
  lab('websocket'),
  lab('sse'),
  broadcastOf('ws', {
    name: 'ws',
    arm: 'websocket',
    spoken: { dialect: 'plain', path: '/' },
    setup: 'client.send(text) for each of server.clients; perMessageDeflate off',
  }),
  broadcastOf('socket.io', {
    name: 'Socket.IO',
    arm: 'websocket',
    spoken: { dialect: 'socket.io', path: '/socket.io/' },
    setup: 'io.emit; WebSocket only, perMessageDeflate off, no ping within the run',
  }),
  express,
  broadcastOf('better-sse', {
    name: 'better-sse',
    arm: 'sse',
    spoken: { dialect: 'plain', path: '/' },
    setup: 'channel.broadcast on node:http; keep-alive comments off',
  }),
  nchan('websocket'),
  nchan('sse'),
];

/** The lab, with clients that hold long polls. It pushes nothing, so it is in no table of pushes. */
export const longPollingPeer = lab('long-polling', '?hold=55');
