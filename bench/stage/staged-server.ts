import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/index.ts';
import type { Endpoint, Publishing } from '../dialects/foreign.ts';
import { newEpoch } from '../dialects/mark.ts';
import type { Spoken } from '../dialects/spoken.ts';
import type { StagedFront } from '../fronts/staged-front.ts';
import type { PublishOrder } from '../processes/publisher.ts';
import type { PublisherHandlers } from '../processes/publisher-handlers.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { CodingName } from '../result/codings.ts';
import { type ViaName, vias } from '../result/vias.ts';
import type { Contender } from '../run/settings.ts';
import type { Bench, Parts, Path } from './bench.ts';

export interface StageOptions {
  readonly contender: Contender;
  /** Milliseconds, added by a relay if above 0. */
  readonly rtt?: number;
  /** The way from the clients to the server. @default straight, as bare clients */
  readonly via?: ViaName;
  /** Bytes and padding of each `data`. @default those of the settings */
  readonly data?: Pick<PublishOrder, 'payload' | 'filling'>;
  /** A server with or without compression, instead of the lab. */
  readonly coding?: CodingName;
  /** Seconds of silence before a heartbeat. */
  readonly heartbeat?: number;
  /** Seed of phases and schedules. Arms of one round have the same, so that all of them carry the same stream. */
  readonly seed: number;
  /** A server that is already running and is not the lab, and how to publish to it, if at all. @default that of the settings */
  readonly foreign?: { readonly endpoint: Endpoint; readonly publishing?: Publishing };
  /** Whether all polling clients ask at the same moment. @default no */
  readonly together?: boolean;
}

/** A server, and the ways to reach it. */
export interface StagedServer {
  /** Absent if the lab was already running. */
  readonly server: Remote<ServerHandlers> | undefined;
  /** Where the server itself listens. */
  readonly direct: Target;
  readonly path: Path;
  /** Port of the publisher's connection; 0 if it cannot be told from a client's. */
  readonly publisherPort: number;
  /** The cursor at which its log begins. */
  readonly head: string;
  /** A proxy in front of it. */
  readonly front?: StagedFront;
  /** Its dialect, if it is not the lab. */
  readonly spoken?: Spoken;
}

/** Starts a server, or takes one that is already running, and connects the publisher to it. */
export function stageServer(bench: Bench, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<StagedServer> {
  const { target, foreign } = bench.settings;
  const { contender, foreign: given } = options;
  if (given) return takeForeign(bench, publisher, options, given);
  const endpoint = contender.arm === 'tcp' ? undefined : foreign?.endpoints[contender.arm];
  if (foreign && endpoint) return takeForeign(bench, publisher, options, { endpoint, publishing: foreign.publishing });
  return target ? takeRunning(bench, publisher, options, target) : startServer(bench, publisher, options);
}

async function takeRunning({ parts }: Bench, publisher: Remote<PublisherHandlers>, { rtt = 0 }: StageOptions, target: Target): Promise<StagedServer> {
  // Before the path, which is a process: if the server does not answer, nothing is left running.
  const publisherPort = await publisher.call('connect', target);
  return { server: undefined, direct: target, path: await parts.path(target, rtt), publisherPort, head: '' };
}

async function takeForeign(
  { parts }: Bench,
  publisher: Remote<PublisherHandlers>,
  { rtt = 0 }: StageOptions,
  { endpoint: { target, spoken }, publishing }: NonNullable<StageOptions['foreign']>,
): Promise<StagedServer> {
  const epoch = newEpoch();
  const publisherPort = publishing
    ? await publisher.call('connectBy', { target: publishing.target, template: { ...publishing.template, epoch } })
    : 0;
  return { server: undefined, direct: target, path: await parts.path(target, rtt), publisherPort, head: `${epoch}-0`, spoken };
}

async function startServer({ parts }: Bench, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<StagedServer> {
  const { contender, rtt = 0, heartbeat = 15, coding } = options;
  const lab = () => parts.server(contender.arm, contender.arm === 'tcp' ? [] : ['--heartbeat', String(heartbeat)]);
  const server = coding ? parts.compressing(coding) : lab();
  try {
    const { port, publishPort, head } = await server.call('where');
    const direct = { host: '127.0.0.1', port };
    const connectedFrom = await publisher.call('connect', { host: '127.0.0.1', port: publishPort });
    // Connections to two ports of a server may have the same local port. Then a client may have the publisher's.
    const publisherPort = publishPort === port ? connectedFrom : 0;
    await server.call('ignore', publisherPort);
    const { front, target } = await stageVia(parts, options, direct);
    return { server, direct, path: await parts.path(target, rtt), publisherPort, head, ...(front && { front }) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Puts a proxy in front, if the options have one. @returns it, and where clients connect */
async function stageVia(parts: Parts, options: StageOptions, direct: Target): Promise<{ front?: StagedFront; target: Target }> {
  const { via, coding, contender } = options;
  if (!via) return { target: direct };
  const { front: name, http2, tunnels } = vias[via];
  const decodes = coding !== undefined;
  if (!name) return { target: { ...direct, way: { decodes } } };
  const front = await parts.front(name, direct);
  const isStream = http2 && (contender.arm !== 'websocket' || tunnels);
  return { front, target: { ...front.target, way: { ...front.target.way, http2: isStream, decodes } } };
}
