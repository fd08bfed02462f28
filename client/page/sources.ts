/** The code that the page runs on, as text: read by Vite from the very files, so it cannot drift. It is loaded after the page. */
import longPollingServer from '../../server/transports/long-polling.ts?raw';
import pollingServer from '../../server/transports/polling.ts?raw';
import sseServer from '../../server/transports/sse.ts?raw';
import websocketServer from '../../server/transports/websocket.ts?raw';
import websocketLine from '../../server/transports/websocket-line.ts?raw';
import type { TransportName } from '../stream/index.ts';
import pollLoop from '../stream/poll-loop.ts?raw';
import longPollingClient from '../stream/transports/long-polling.ts?raw';
import pollingClient from '../stream/transports/polling.ts?raw';
import sseClient from '../stream/transports/sse.ts?raw';
import websocketClient from '../stream/transports/websocket.ts?raw';

/** One file of this repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The files in which one transport differs from the others, on both ends of the line. */
export type Sources = Readonly<Record<TransportName, Readonly<Record<'client' | 'server', readonly SourceFile[]>>>>;

const client = (name: string, text: string): SourceFile => ({ path: `client/stream/${name}.ts`, text });
const server = (name: string, text: string): SourceFile => ({ path: `server/transports/${name}.ts`, text });

/** All of them. */
export const sources: Sources = {
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
    server: [server('sse', sseServer)],
  },
  websocket: {
    client: [client('transports/websocket', websocketClient)],
    server: [server('websocket', websocketServer), server('websocket-line', websocketLine)],
  },
};
