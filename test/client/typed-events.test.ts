import { expect, onTestFinished, test } from 'vitest';
import { type NotificationOf, type NotificationStream, openStream } from '../../client/stream/index.ts';
import { createStreams } from '../../server/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { startStreams } from '../support/start-streams.ts';

/** One declaration of events for client and server. */
interface Events {
  orders: { total: number };
  chat: { text: string };
  [room: `room:${string}`]: { text: string };
}

async function start(options: Parameters<typeof openStream<Events>>[1] = {}) {
  const at = await startStreams();
  const stream = openStream<Events>(at.url, { ...nodeClasses, ...options });
  onTestFinished(() => stream.close());
  await new Promise((resolve) => stream.addEventListener('hello', resolve, { once: true }));
  return { at, stream };
}

test('the client reads an event with the type that one interface declares for both ends', async () => {
  const { at, stream } = await start();
  const totals: number[] = [];
  const texts: string[] = [];
  stream.addEventListener('notification', ({ detail }) => {
    if (detail.event === 'orders') totals.push(detail.data.total);
    else texts.push(detail.data.text);
    // @ts-expect-error no event has this name
    if (detail.event === 'order') totals.push(0);
  });
  const streams = createStreams<Events>({ log: at.log });
  await streams.append([
    { event: 'orders', data: { total: 5 } },
    { event: 'room:7', data: { text: 'hello' } },
  ]);
  await eventually('both', () => texts.length === 1);
  expect([totals, texts]).toEqual([[5], ['hello']]);
});

test('a listener of one event gets that event alone, until it is removed', async () => {
  const { at, stream } = await start();
  const heard: string[] = [];
  const stop = stream.on('chat', ({ event, data }) => heard.push(`${event} ${data.text}`));
  stream.on('room:7', ({ data }) => heard.push(`7 ${data.text}`));
  // @ts-expect-error no event has this name
  stream.on('chta', () => heard.push('slip'));
  // @ts-expect-error an order has no text
  stream.on('orders', ({ data }) => data.text);
  await stream.publish('chat', { text: 'one' });
  await stream.publish('room:7', { text: 'two' });
  await eventually('two', () => heard.length === 2);
  stop();
  stop();
  await stream.publish('chat', { text: 'three' });
  await stream.broadcast('room:7', { text: 'four' });
  await eventually('the last notification', () => heard.includes('7 four'));
  expect(heard).toEqual(['chat one', '7 two', '7 four']);
  expect(at.log.window.head).toBe(4);
});

test('listeners are added and removed by typed names', async () => {
  const { stream } = await start();
  const heard: string[] = [];
  const hear = ({ detail }: CustomEvent<NotificationOf<Events>>) => heard.push(detail.event);
  const witness = ({ detail: { id } }: CustomEvent<NotificationOf<Events>>) => void heard.push(id);
  stream.addEventListener('notification', hear);
  stream.addEventListener('notification', witness);
  // @ts-expect-error no event of a stream has this name
  stream.addEventListener('notificaton', hear);
  // @ts-expect-error no event of a stream has this name
  stream.removeEventListener('notifications', hear);
  // @ts-expect-error a gap is no notification
  stream.removeEventListener('gap', hear);
  stream.removeEventListener('notification', hear);
  const { id } = await stream.publish('chat', { text: 'x' });
  await eventually('the witness', () => heard.length > 0);
  expect(heard).toEqual([id]);
});

test('only declared events can be requested, subscribed to and published', async () => {
  const { stream } = await start({ events: ['orders', 'room:7'] });
  await stream.subscribe('chat');
  await stream.unsubscribe('orders');
  expect(stream.events).toEqual(['room:7', 'chat']);
  const wrong = () => [
    // @ts-expect-error an event of another name
    openStream<Events>('/', { events: ['order'] }),
    // @ts-expect-error an event of another name
    stream.subscribe('cat'),
    // @ts-expect-error an event of another name
    stream.unsubscribe('cat'),
    // @ts-expect-error an event of another name
    stream.publish('room', { text: 'x' }),
    // @ts-expect-error the data of another event
    stream.publish('orders', { text: 'x' }),
    // @ts-expect-error the data of another event
    stream.broadcast('chat', { total: 1 }),
    // @ts-expect-error no state of a stream has this name
    stream.state === 'opened',
  ];
  expect(wrong).toBeTypeOf('function');
});

test('without a declaration, any event can be read and published', async () => {
  const { stream } = await start();
  const untyped: NotificationStream = openStream('http://127.0.0.1:1', nodeClasses);
  onTestFinished(() => untyped.close());
  untyped.on('anything', ({ data }) => data);
  // @ts-expect-error JSON cannot hold this
  const wrong = () => untyped.publish('anything', 5n);
  expect([wrong, stream.state]).toEqual([wrong, 'open']);
});
