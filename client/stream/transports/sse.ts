import { type ClientTransport, streamUrl } from '../transport.ts';

/** Leaves it to the browser: the connection, its `Last-Event-ID`, and the first attempt to come back. */
export const sse: ClientTransport = {
  name: 'sse',

  subscribe(question, sink) {
    const source = new question.EventSource(streamUrl(question, 'sse', question.after));
    let greeted = false;
    sink.asked();
    const on = (type: string, tell: (data: string, id: string) => void) =>
      source.addEventListener(type, (event: MessageEvent<string>) => tell(event.data, event.lastEventId));
    on('hello', (data) => {
      greeted = true;
      sink.hello(JSON.parse(data));
    });
    on('message', (data) => sink.notification(JSON.parse(data)));
    on('gap', (data) => sink.gap(JSON.parse(data)));
    on('heartbeat', (_, id) => sink.cursor(id));
    source.onerror = () => {
      // A browser gives up for good after any status but 200, and never slows down otherwise: it gets one attempt.
      if (greeted && source.readyState !== 2) {
        greeted = false;
        sink.asked();
        sink.waiting();
      } else {
        source.close();
        sink.lost({ message: 'the event stream broke off' });
      }
    };
    return { close: () => source.close() };
  },
};
