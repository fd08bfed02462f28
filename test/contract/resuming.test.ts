import { expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { events, helloEvent, json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';

const note = (seq: number) => ({ id: `abc-${seq}`, event: 'e', data: seq, at: 1 });
const waitsOf = (stream: ReturnType<typeof openInNode>) =>
  stream.of<{ retryIn?: number }>('state').flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));

test('an EventSource whose Last-Event-ID does not reach the server is reopened after the cursor', async () => {
  let connections = 0;
  const server = await startFake({
    http(_request, response, url) {
      connections += 1;
      const after = url.searchParams.get('after');
      // The first connection breaks after 2. Without `after` the second one would start at the head, which is 4 by then.
      if (connections === 1) events(response, 'retry: 1', helloEvent('abc-1'), `id: abc-2\ndata: ${JSON.stringify(note(2))}`);
      if (connections === 1) response.end();
      else if (after === 'abc-2') events(response, helloEvent(after), ...[3, 4].map((seq) => `id: abc-${seq}\ndata: ${JSON.stringify(note(seq))}`));
      else events(response, helloEvent('abc-4'));
    },
  });
  const stream = openInNode(server.url, { transport: 'sse' });
  expect((await stream.reach(3)).map(({ data }) => data)).toEqual([2, 3, 4]);
  expect(stream.of<{ message: string }>('error').map(({ message }) => message)).toEqual([
    'Expected a stream that goes on at abc-2; got abc-4. A proxy drops Last-Event-ID or the query.',
  ]);
  expect(stream.stream.ledger).toMatchObject({ received: 3, missing: 0, doubled: 0, gaps: 0 });
  expect(server.asked.at(-1)?.target).toBe('/stream/sse?after=abc-2');
});

test.each(transportNames.filter((name) => !name.endsWith('polling')))(
  'the wait doubles each time for a %s server that never resumes',
  async (transport) => {
    const server = await startFake({
      http: (_request, response, url) =>
        url.pathname.endsWith('sse') ? events(response, helloEvent('abc-9')) : json(response, { cursor: 'abc-9', notifications: [] }),
      socket: (socket) => socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-9', heartbeat: 0 })),
    });
    const stream = openInNode(server.url, { transport, after: 'abc-2', retry: { first: 4, longest: 1_000 }, random: () => 1 });
    await stream.until('four scheduled retries', () => waitsOf(stream).length >= 4);
    expect(waitsOf(stream).slice(0, 4)).toEqual([8, 16, 32, 64]);
    expect(stream.hellos).toEqual([]);
  },
);
