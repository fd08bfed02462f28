import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { type ServerOptions, WebSocketServer } from 'ws';
import { Batches } from '../delivery/batch.ts';
import type { Framing } from '../delivery/framing.ts';
import type { PushDelivery } from '../delivery/reader.ts';
import { Filter } from '../log/filter.ts';
import { PeerError } from '../problem.ts';
import { closeCodes } from '../protocol.ts';
import { parseQuestion } from '../question.ts';
import { farewellOf } from './farewell.ts';
import { textFrame, textFrames } from './frame.ts';
import type { ServerTransport } from './transport.ts';
import { UnfinishedMessages } from './unfinished-messages.ts';
import { WebSocketLine } from './websocket-line.ts';

/** Milliseconds after a Close frame of either side until a connection that is still open is cut. */
const closeGrace = 1_000;

/** The server keeps the cursor and writes one frame per notification. When the client reconnects, it sends its cursor. */
export const websocket: ServerTransport = {
  name: 'websocket',

  mount(host, { log, admission, fanOut, heartbeat, stalls, stall, messageBytes, unfinishedBytes, observation }) {
    const batches = new Batches(log.window, framing);
    const push: PushDelivery = { window: log.window, fanOut, batches, framing, heartbeat, stalls, meter: observation?.meter('websocket') };
    const lines = new Set<WebSocketLine>();
    const unfinished = new UnfinishedMessages(stall, unfinishedBytes);
    const shared = { log, push, lines, unfinished, observation, onError: host.onError };
    // ws handles the handshake, incoming frames, pings and the close. Notifications are written directly to the socket.
    const server = new WebSocketServer({ ...wsOptions, maxPayload: messageBytes });
    server.on('wsClientError', (error, socket) =>
      host.refuse(
        socket,
        new PeerError('bad-request', `Expected a WebSocket handshake; got one that is none: ${error.message}. See RFC 6455, section 4.`),
      ),
    );

    host.route('GET', '/stream/websocket', refusePlainRequest);
    host.onUpgrade('/stream/websocket', (request, socket, head) => {
      requireVersion13(request.headers);
      const question = parseQuestion(request.url ?? '');
      return admission.reader(request, 'websocket', question, (_filter, grant) => {
        const { meter } = push;
        const before = meter ? request.socket.bytesWritten : 0;
        server.handleUpgrade(request, socket, head, (ws) => {
          meter?.overhead('headers', request.socket.bytesWritten - before);
          new WebSocketLine(shared, ws, socket as Socket, { after: question.after, asked: Filter.of(question.events), grant });
        });
      });
    });
    return () =>
      [...lines].map((line) => {
        line.close(closeCodes.goingAway, 'going away');
        return farewellOf(line.socket);
      });
  },
};

/** The types lack `closeTimeout`. */
const wsOptions: ServerOptions & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  // Fragments of one byte would take a hundred times their size in memory.
  maxFragments: 4_096,
  maxBufferedChunks: 4_096,
  closeTimeout: closeGrace,
  // By default ws would accept the first subprotocol that the client offers.
  handleProtocols: () => false,
};

const upgradeTo13 = { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };

function refusePlainRequest(): never {
  throw new PeerError(
    'upgrade-required',
    'Expected a WebSocket upgrade; got a plain request. Open it with `new WebSocket(…)`; or a proxy in between drops `Upgrade`.',
    upgradeTo13,
  );
}

function requireVersion13({ 'sec-websocket-version': version }: IncomingHttpHeaders): void {
  if (version !== '13')
    throw new PeerError('upgrade-required', `Expected WebSocket version 13; got ${version ?? 'none'}. Use RFC 6455.`, upgradeTo13);
}

const framing: Framing = {
  notifications: (entries) => textFrames(entries.map((entry) => entry.json)),
  hello: (hello) => textFrame({ type: 'hello', ...hello }),
  gap: (gap) => textFrame({ type: 'gap', ...gap }),
  heartbeat: (cursor) => textFrame({ type: 'heartbeat', cursor }),
};
