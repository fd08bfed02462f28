import type { Downstream, Gap, Hello, Receipt } from '../../../server/protocol.ts';
import { type ClientTransport, type Failure, streamUrl } from '../transport.ts';

/** What an ack, an error or a heartbeat may carry. */
interface Reply extends Receipt {
  readonly ref?: number;
  readonly code?: string;
  readonly message?: string;
}

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
      for (const [, refuse] of unanswered.values()) refuse(new Error(`${message}: not known to be stored`));
      unanswered.clear();
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string) as Downstream;
      if (message.type === undefined) return sink.notification(message);
      // What stands beside the type is the same on every transport.
      const { type, ...detail } = message;
      if (type === 'hello') return sink.hello(detail as Hello);
      if (type === 'gap') return sink.gap(detail as Gap);
      const { ref, code, message: sentence, cursor, id } = detail as Reply;
      if (cursor) sink.cursor(cursor);
      const [answer, refuse] = unanswered.get(ref) ?? [];
      unanswered.delete(ref);
      if (code) refuse?.(Object.assign(new Error(sentence), { code }));
      else answer?.(id ? { id } : {});
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
