import { once } from 'node:events';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { connect } from 'node:http2';
import { Agent, request } from 'node:https';
import type { Target } from '../arms/index.ts';
import { authority } from '../arms/requests.ts';

/** What happened to event streams that one reader requested at once. */
export interface OpenedLines {
  readonly open: number;
  /** Not answered while the others are open: they wait for one of them to end. */
  readonly waiting: number;
}

interface Order {
  readonly streams: number;
  /** Number of connections for HTTP/1.1; HTTP/2 uses one. */
  readonly connections: number;
  /** Milliseconds until an answer begins. */
  readonly patience: number;
}

/** Milliseconds without a new stream after which the rest is taken to be waiting. */
const stillness = 500;

/** Opens the streams, waits until no more come, and ends all of them. */
export async function openLines(target: Target, { streams, connections, patience }: Order): Promise<OpenedLines> {
  let open = 0;
  let heard: () => void = () => {};
  const begun = () => {
    open += 1;
    heard();
  };
  const close = target.way?.http2 ? await overStreams(target, streams, begun) : overConnections(target, streams, connections, begun);
  try {
    for (let isStill = false; open < streams && !isStill; ) {
      isStill = await new Promise<boolean>((resolve) => {
        const late = setTimeout(() => resolve(true), open === 0 ? patience : stillness);
        heard = () => {
          clearTimeout(late);
          resolve(false);
        };
      });
    }
  } finally {
    close();
  }
  return { open, waiting: streams - open };
}

const path = '/stream/sse';

async function overStreams(target: Target, streams: number, begun: () => void): Promise<() => void> {
  const { ca = '', name = '' } = target.way?.tls ?? {};
  const session = connect(`https://${authority(target)}`, { ca, servername: name });
  await once(session, 'remoteSettings');
  for (let stream = 0; stream < streams; stream += 1)
    session
      .request({ ':path': path })
      .on('error', () => {})
      .once('data', begun);
  return () => session.destroy();
}

function overConnections(target: Target, streams: number, connections: number, begun: () => void): () => void {
  const tls = target.way?.tls;
  const agent = tls ? new Agent({ maxSockets: connections, keepAlive: true }) : new PlainAgent({ maxSockets: connections, keepAlive: true });
  const asks = tls ? request : plainRequest;
  const place = { host: target.host, port: target.port, path, agent, ...(tls && { ca: tls.ca, servername: tls.name }) };
  const asked = Array.from({ length: streams }, () =>
    asks(place, (answer) => answer.on('error', () => {}).once('data', begun)).on('error', () => {}),
  );
  for (const one of asked) one.end();
  return () => {
    // The waiting ones first: the agent would give them the connections of the others.
    for (const one of asked.toReversed()) one.destroy();
    agent.destroy();
  };
}
