import type { Downstream, Receipt } from '../../../server/protocol.ts';
import { type ClientTransport, type Failure, streamUrl } from '../transport.ts';

/** One socket both ways: nothing comes back by itself, and every command waits for its ack. */
export const websocket: ClientTransport = {
  name: 'websocket',

  subscribe(question, sink) {
    const url = streamUrl(question, 'websocket', question.after);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new question.WebSocket(url);
    const unanswered = new Map<unknown, [answer: (receipt: Receipt) => void, refuse: (failure: Failure) => void]>();
    let refs = 0;
    sink.asked();

    const end = (message: string) => {
      socket.onmessage = null;
      socket.onclose = null;
      for (const [, refuse] of unanswered.values()) refuse(Object.assign(new Error(`${message}: not known to be stored`)));
      unanswered.clear();
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string) as Downstream;
      switch (message.type) {
        case undefined:
          return sink.notification(message);
        case 'hello':
          return sink.hello(message);
        case 'gap':
          return sink.gap(message);
        case 'heartbeat':
          return sink.cursor(message.cursor);
        default: {
          const [answer, refuse] = unanswered.get(message.ref) ?? [];
          unanswered.delete(message.ref);
          if (message.type === 'error') return refuse?.(Object.assign(new Error(message.message), { code: message.code }));
          if (message.cursor) sink.cursor(message.cursor);
          answer?.(message);
        }
      }
    };
    // A refused handshake says nothing but this either.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => {
      const message = `the WebSocket closed with ${code} ${reason}`.trim();
      end(message);
      sink.lost({ message });
    };
    return {
      close() {
        end('the stream moved on');
        socket.close();
      },
      send: (command) =>
        new Promise((answer, refuse) => {
          refs += 1;
          unanswered.set(refs, [answer, refuse]);
          socket.send(JSON.stringify({ ...command, ref: refs }));
        }),
    };
  },
};
