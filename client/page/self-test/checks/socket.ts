import { type Surroundings, unpublished, within } from './check.ts';

/** A WebSocket whose messages can be awaited one by one. */
export interface CheckedSocket {
  /** Resolves with the hello, the server's first message. @param opened is called when the upgrade is answered */
  greeting(opened?: () => void): Promise<void>;
  /** Resolves with the next message. @param limit milliseconds */
  message(limit?: number): Promise<unknown>;
  /** Sends a frame, and resolves with its acknowledgement. */
  roundTrip(): Promise<void>;
  close(): void;
}

export function openSocket({ root, WebSocket, patience }: Surroundings, signal: AbortSignal): CheckedSocket {
  const socket = new WebSocket(`${root.replace(/^http/, 'ws')}/stream/websocket?event=${unpublished}`);
  // A browser's error event has no information; outside of a browser it would be thrown.
  socket.addEventListener('error', () => {});
  const next = (type: 'open' | 'message', limit = patience): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const late = within(signal, limit);
      const over = (error: unknown) => reject(error instanceof Error ? error : new Error('aborted'));
      late.addEventListener('abort', () => over(late.reason), { once: true });
      socket.addEventListener(type, resolve, { once: true });
      socket.addEventListener('close', ({ code, reason }) => over(new Error(`closed with ${code}${reason && ` ${reason}`}`)), { once: true });
    });
  return {
    async greeting(opened) {
      // Awaited at once: the hello may come in the same packet as the upgrade's answer.
      const hello = next('message');
      hello.catch(() => {});
      await next('open');
      opened?.();
      await hello;
    },
    message: (limit) => next('message', limit),
    async roundTrip() {
      const ack = next('message');
      socket.send(JSON.stringify({ type: 'subscribe', event: unpublished, ref: 1 }));
      await ack;
    },
    close: () => socket.close(),
  };
}
