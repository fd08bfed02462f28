import type { Downstream } from '../../../server/stream/protocol.ts';
import { type ClientTransport, type Failure, type Settle, streamUrl } from '../transport.ts';

/** One socket both ways: nothing comes back by itself, and every command waits for its ack. */
export const websocket: ClientTransport = {
  name: 'websocket',

  subscribe(question, sink) {
    const url = streamUrl(question, 'websocket', question.after);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new question.WebSocket(url);
    const unanswered = new Map<unknown, Settle>();
    let refs = 0;
    sink.asked();

    const end = (message: string) => {
      socket.onmessage = null;
      socket.onclose = null;
      for (const settle of [...unanswered.values()]) settle({ message });
    };
    const answered = ({ ref, id, ...failure }: { ref?: number; id?: string } & Partial<Failure>) => {
      const settle = unanswered.get(ref);
      unanswered.delete(ref);
      settle?.(failure.code ? Object.assign(new Error(failure.message), { code: failure.code }) : undefined, id ? { id } : {});
    };
    socket.onmessage = ({ data }: MessageEvent<string>) =>
      sink.read(data, (message: Downstream) => {
        if (!message?.type) return sink.notification(message);
        // What stands beside the type is the same on every transport.
        const { type, ...detail } = message;
        if (type === 'hello') return sink.hello(detail);
        if (type === 'gap') return sink.gap(detail);
        if (type === 'ack' || type === 'error') answered(detail as { ref?: number });
        else if (type !== 'heartbeat') return sink.odd(data);
        if ('cursor' in detail || type === 'heartbeat') sink.cursor((detail as { cursor?: string }).cursor);
      });
    // A refused handshake says nothing but this either.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => {
      const message = `the WebSocket closed with ${code} ${reason}`.trim();
      end(message);
      sink.lost({ message }, true);
    };
    return {
      close() {
        end('the stream moved on');
        socket.close();
      },
      awaits: () => (socket.readyState ? 'hello' : 'handshake (after failures Firefox holds it back for up to 20 s)'),
      send(command, settle) {
        refs += 1;
        const ref = refs;
        socket.send(JSON.stringify({ ...command, ref }));
        unanswered.set(ref, settle);
        return () => unanswered.delete(ref);
      },
    };
  },
};
