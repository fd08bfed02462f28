import { steady } from '../backoff.ts';
import { saidBy } from '../read.ts';
import { StreamError } from '../stream-error.ts';
import type { ClientTransport } from '../transport.ts';

/** Server-Sent Events. The browser makes the connection, sends `Last-Event-ID`, and makes the first reconnection. */
export const sse: ClientTransport = {
  name: 'sse',
  native: 'EventSource',

  subscribe(question, sink, url) {
    const source = new question.EventSource(url);
    let greeted = false;
    let leftAlone = Number.NEGATIVE_INFINITY;
    sink.asked();
    const on = (type: string, tell: (message: unknown, id: string) => void) =>
      source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => sink.read(data, (message) => tell(message, lastEventId)));
    on('hello', (hello) => {
      greeted = true;
      sink.hello(hello);
    });
    on('message', (notification) => sink.notification(notification));
    on('gap', (gap) => sink.gap(gap));
    on('heartbeat', (_, id) => sink.cursor(id));
    // The reader's rights have ended. Without this, the browser would reconnect with the same URL.
    on('end', (end) => sink.lost(saidBy(Object(end).code, `${Object(end).message}`)));
    source.onerror = () => {
      // A browser gives up for good after any status but 200; otherwise it retries for ever without a growing wait. So it gets one retry. It gets none if
      // the URL holds a ticket, because that is used up.
      const now = performance.now();
      if (greeted && !question.ticket && source.readyState !== 2 && now - leftAlone > steady) {
        greeted = false;
        leftAlone = now;
        sink.asked();
        sink.waiting();
      } else {
        source.close();
        sink.lost(new StreamError('the event stream broke off'), true);
      }
    };
    return { close: () => source.close() };
  },
};
