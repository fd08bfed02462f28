import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/index.ts';
import type { Endpoint, Publishing } from '../dialects/foreign.ts';
import { newEpoch } from '../dialects/mark.ts';
import type { Spoken } from '../dialects/spoken.ts';
import type { StagedFront } from '../fronts/staged-front.ts';
import type { PublisherHandlers } from '../processes/publisher-main.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import { vias } from '../result/vias.ts';
import type { Bench, Parts, Path } from './bench.ts';
import type { StageOptions } from './stage.ts';

/** A server, and the ways to it. */
export interface StagedServer {
  /** Absent if the lab was running already. */
  readonly server: Remote<ServerHandlers> | undefined;
  /** Where the server itself listens. */
  readonly direct: Target;
  readonly path: Path;
  /** Where the publisher's connection comes from; 0 if it cannot be told from a client's. */
  readonly publisherPort: number;
  /** The cursor at which its log begins. */
  readonly head: string;
  /** A proxy in front of it. */
  readonly front?: StagedFront;
  /** How it speaks, if it is not the lab. */
  readonly spoken?: Spoken;
}

/** Starts a server, or takes the one that runs already, and connects the publisher to it. */
export function stageServer(bench: Bench, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<StagedServer> {
  const { target, foreign } = bench.settings;
  const { arm } = options.contender;
  const endpoint = arm === 'tcp' ? undefined : foreign?.endpoints[arm];
  if (foreign && endpoint) return takeForeign(bench, publisher, options, endpoint, foreign.publishing);
  return target ? takeRunning(bench, publisher, options, target) : startServer(bench, publisher, options);
}

async function takeRunning({ parts }: Bench, publisher: Remote<PublisherHandlers>, { rtt = 0 }: StageOptions, target: Target): Promise<StagedServer> {
  // Before the path, which is a process: nothing is left running when nobody answers there.
  const publisherPort = await publisher.call('connect', target);
  return { server: undefined, direct: target, path: await parts.path(target, rtt), publisherPort, head: '' };
}

async function takeForeign(
  { parts }: Bench,
  publisher: Remote<PublisherHandlers>,
  { rtt = 0 }: StageOptions,
  { target, spoken }: Endpoint,
  publishing: Publishing,
): Promise<StagedServer> {
  const template = { ...publishing.template, epoch: newEpoch() };
  const publisherPort = await publisher.call('connectBy', { target: publishing.target, template });
  return { server: undefined, direct: target, path: await parts.path(target, rtt), publisherPort, head: `${template.epoch}-0`, spoken };
}

async function startServer({ parts }: Bench, publisher: Remote<PublisherHandlers>, options: StageOptions): Promise<StagedServer> {
  const { contender, rtt = 0, heartbeat = 15, coding } = options;
  const lab = () => parts.server(contender.arm, contender.arm === 'tcp' ? [] : ['--heartbeat', String(heartbeat)]);
  const server = coding ? parts.compressing(coding) : lab();
  try {
    const { port, publishPort, head } = await server.call('where');
    const direct = { host: '127.0.0.1', port };
    const connectedFrom = await publisher.call('connect', { host: '127.0.0.1', port: publishPort });
    // To two ports of a server one may come from the same port twice: there, the one that the publisher comes from may be a client's as well.
    const publisherPort = publishPort === port ? connectedFrom : 0;
    await server.call('ignore', publisherPort);
    const { front, target } = await stageVia(parts, options, direct);
    return { server, direct, path: await parts.path(target, rtt), publisherPort, head, ...(front && { front }) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Puts a proxy in front, where there is to be one. @returns it, and where clients connect */
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
