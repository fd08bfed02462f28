/** The code that the page runs on, read by Vite from the very files, so it cannot drift. As files beside the scripts: they are read when somebody looks. */
import eventFraming from '../../../server/stream/transports/event-framing.ts?url';
import longPollingServer from '../../../server/stream/transports/long-polling.ts?url';
import pollingServer from '../../../server/stream/transports/polling.ts?url';
import sseServer from '../../../server/stream/transports/sse.ts?url';
import websocketServer from '../../../server/stream/transports/websocket.ts?url';
import websocketLine from '../../../server/stream/transports/websocket-line.ts?url';
import type { TransportName } from '../../stream/index.ts';
import pollLoop from '../../stream/poll-loop.ts?url';
import longPollingClient from '../../stream/transports/long-polling.ts?url';
import pollingClient from '../../stream/transports/polling.ts?url';
import sseClient from '../../stream/transports/sse.ts?url';
import websocketClient from '../../stream/transports/websocket.ts?url';

/** One file of this repository. */
export interface SourceFile {
  readonly path: string;
  /** Where its text is. */
  readonly url: string;
}

export const sides = ['client', 'server'] as const;
export type End = (typeof sides)[number];

const client = (name: string, url: string): SourceFile => ({ path: `client/stream/${name}.ts`, url });
const server = (name: string, url: string): SourceFile => ({ path: `server/stream/transports/${name}.ts`, url });

/** The files in which one transport differs from the others, on both ends of the line. */
export const sources: Readonly<Record<TransportName, Readonly<Record<End, readonly SourceFile[]>>>> = {
  polling: {
    client: [client('transports/polling', pollingClient), client('poll-loop', pollLoop)],
    server: [server('polling', pollingServer)],
  },
  'long-polling': {
    client: [client('transports/long-polling', longPollingClient), client('poll-loop', pollLoop)],
    server: [server('long-polling', longPollingServer)],
  },
  sse: {
    client: [client('transports/sse', sseClient)],
    server: [server('sse', sseServer), server('event-framing', eventFraming)],
  },
  websocket: {
    client: [client('transports/websocket', websocketClient)],
    server: [server('websocket', websocketServer), server('websocket-line', websocketLine)],
  },
};

const texts = new Map<string, Promise<string>>();

/** @throws Error without an answer; the next call asks again */
export function readSource({ url, path }: SourceFile): Promise<string> {
  const known = texts.get(url);
  if (known) return known;
  const asked = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`${path} could not be read: the server answered ${response.status}`);
    return response.text();
  });
  texts.set(url, asked);
  asked.catch(() => texts.delete(url));
  return asked;
}
