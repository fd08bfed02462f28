import { steady } from '../backoff.ts';
import { saidBy } from '../read.ts';
import { StreamError } from '../stream-error.ts';
import type { ClientTransport } from '../transport.ts';

/** Leaves it to the browser: the connection, its `Last-Event-ID`, and the first attempt to come back. */
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
    // The rights of the reader have ended. Left alone, the browser would come back with the same URL.
    on('end', (end) => sink.lost(saidBy(Object(end).code, `${Object(end).message}`)));
    source.onerror = () => {
      // A browser gives up for good after any status but 200, and never slows down otherwise: it gets one attempt, unless that is with a used ticket.
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
