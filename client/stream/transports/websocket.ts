import { saidBy } from '../read.ts';
import { StreamError } from '../stream-error.ts';
import type { ClientTransport, Settle } from '../transport.ts';

/** One socket for both directions. A browser does not reconnect it; every command waits for its ack. */
export const websocket: ClientTransport = {
  name: 'websocket',
  native: 'WebSocket',

  subscribe(question, sink, url) {
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new question.WebSocket(url);
    const [send, answer, end] = commandsOver(socket);
    sink.asked();
    socket.onmessage = ({ data }: MessageEvent<string>) =>
      sink.read(data, (message) => {
        const { type, ...detail } = Object(message);
        if (!type) return sink.notification(message);
        // Without `type` the object is the same as on every other transport.
        if (type === 'hello') return sink.hello(detail);
        if (type === 'gap') return sink.gap(detail);
        if (type === 'ack' || type === 'error') answer(detail);
        else if (type !== 'heartbeat') return sink.odd(data);
        if (type === 'heartbeat' || detail.cursor !== undefined) sink.cursor(detail.cursor);
      });
    // The event `error` holds no cause, and `close` always follows. The handler is for the package `ws`, which throws without one.
    socket.onerror = () => {};
    socket.onclose = ({ code: number, reason }) => {
      // A browser reports a refused handshake as a close as well.
      const [, code, remedy] = /^(unauthorized|forbidden): (.*)/.exec(reason) ?? [];
      const message = `the WebSocket closed with ${number} ${code ? `${code}.` : reason}`.trim();
      end(message);
      sink.lost(new StreamError(message, { code, remedy, final: Boolean(code) }), !code);
    };
    return {
      close() {
        end('the stream moved on');
        socket.close();
      },
      awaits: () => (socket.readyState ? 'hello' : 'handshake'),
      send,
    };
  },
};

/** @returns three functions: send a command, take an answer, fail all commands without an answer */
function commandsOver(socket: WebSocket) {
  const unanswered = new Map<unknown, Settle>();
  let refs = 0;
  const send = (json: string, settle: Settle) => {
    refs += 1;
    const ref = refs;
    socket.send(`{"ref":${ref},${json.slice(1)}`);
    unanswered.set(ref, settle);
    return () => unanswered.delete(ref);
  };
  const answer = ({ ref, id, code, message }: { ref?: unknown; id?: string; code?: string; message?: string }) => {
    const settle = unanswered.get(ref);
    unanswered.delete(ref);
    settle?.(code ? saidBy(code, `${message}`) : undefined, id ? { id } : {});
  };
  const end = (message: string) => {
    for (const settle of unanswered.values()) settle(new StreamError(message));
    unanswered.clear();
  };
  return [send, answer, end] as const;
}
