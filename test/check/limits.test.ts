import { describe, expect, it } from 'vitest';
import { startFake } from '../support/fake-server.ts';
import { eventStream } from '../support/foreign-server.ts';
import { type Judged, seen } from './look.ts';

const brief = { clump: 50, grace: 50, silence: 10 };

/** A server that answers this many streams, and refuses those that come then. It publishes to nobody. */
async function startLimited(most: number): Promise<Judged> {
  let count = 0;
  const { url } = await startFake({
    http(_request, response) {
      count += 1;
      if (count > most) return void response.writeHead(429).end();
      response.writeHead(200, eventStream).flushHeaders();
    },
  });
  return { endpoint: `sse:${url}/stream` };
}

describe('A server with a limit on connections', () => {
  it('that lets nobody come back cannot be judged: nothing is said of what was lost', async () => {
    await expect(seen(await startLimited(3), brief)).rejects.toThrow(/^Expected 200 from .*; got 429\.$/);
  });

  it('that refuses what comes from elsewhere because of it says nothing of other origins', async () => {
    let count = 0;
    const { url } = await startFake({
      http(_request, response) {
        count += 1;
        // The second is the page of another origin.
        if (count === 2) return void response.writeHead(503).end();
        response.writeHead(200, eventStream).flushHeaders();
      },
    });
    expect((await seen({ endpoint: `sse:${url}/stream` }, brief)).foreignPage).toBeUndefined();
  });
});
