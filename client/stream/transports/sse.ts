import { steady } from '../backoff.ts';
import { type ClientTransport, streamUrl } from '../transport.ts';

/** Leaves it to the browser: the connection, its `Last-Event-ID`, and the first attempt to come back. */
export const sse: ClientTransport = {
  name: 'sse',

  subscribe(question, sink) {
    const source = new question.EventSource(streamUrl(question, 'sse', question.after));
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
    source.onerror = () => {
      // A browser gives up for good after any status but 200, and never slows down otherwise: it gets one attempt.
      const now = performance.now();
      if (greeted && source.readyState !== 2 && now - leftAlone > steady) {
        greeted = false;
        leftAlone = now;
        sink.asked();
        sink.waiting();
      } else {
        source.close();
        sink.lost({ message: 'the event stream broke off' }, true);
      }
    };
    return { close: () => source.close() };
  },
};
