import { openStream, StreamError } from 'transport-lab/client';
import { polling, sse, withTransports } from 'transport-lab/client/transports';

interface Events {
  news: { title: string };
  [room: `room:${string}`]: { text: string };
}

export const stream = openStream<Events>('https://app.example/live', {
  transport: ['websocket', 'sse'],
  events: ['news', 'room:7'],
  headers: async () => ({ Authorization: 'Bearer token' }),
  ticket: async () => 'ticket',
});
stream.addEventListener('notification', ({ detail }) => console.log(detail.event === 'news' ? detail.data.title : detail.data.text, detail.at));
stream.addEventListener('gap', ({ detail }) => console.log(detail.from, detail.to, detail.reason));
stream.addEventListener('state', ({ detail }) => console.log(detail.state, detail.transport));
stream.addEventListener('error', ({ detail }) =>
  console.log(detail.message, detail.remedy, detail.url, detail.transport, detail.attempt, detail.code),
);
const stop = stream.on('room:7', ({ data }) => console.log(data.text));

export async function say(title: string): Promise<string | undefined> {
  stop();
  try {
    return (await stream.publish('news', { title })).id;
  } catch (error) {
    return error instanceof StreamError && error.uncertain ? 'not known to be stored' : undefined;
  }
}

// Undeclared events are read and published as JSON.
openStream('/').on('anything', ({ data }) => console.log(data));

// With two of the four transports in the bundle.
withTransports(sse, polling)<Events>('/', { transport: 'sse' }).on('news', ({ data }) => console.log(data.title));
