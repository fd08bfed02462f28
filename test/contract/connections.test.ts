import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browsers/in-browser.ts';
import { eventually } from '../support/eventually.ts';
import { node, type Platform } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

function connectionTests(platform: Platform): void {
  test('falls back to SSE behind a proxy that lets the upgrade through and then passes no frames', async () => {
    const lab = await startTestLab();
    await appendNumbers(lab, 5);
    const relay = await startRelay(lab.port);
    relay.swallowFrames = true;
    const stream = await platform.open(relay.url, { transport: ['websocket', 'sse', 'polling'], after: 'earliest', patience: 1_500 });
    await stream.hello();
    await appendNumbers(lab, 5, 'number', 6);
    expect((await stream.reach(10)).map(({ data }) => data)).toEqual(range(10));
    expect(stream.of<{ transport: string }>('state').at(-1)?.transport).toBe('sse');
    expect(stream.of<{ message: string }>('error')[0]?.message).toBe('no hello within 1.5 s');
    expect(await stream.ledger()).toMatchObject({ received: 10, missing: 0, doubled: 0, gaps: 0 });
  });

  for (const transport of ['sse', 'websocket'] as const) {
    test(`notices a silent ${transport} connection by its missing heartbeats, and reconnects without loss`, async () => {
      const lab = await startTestLab({ heartbeat: 0.1 });
      const relay = await startRelay(lab.port);
      const stream = await platform.open(relay.url, { transport, patience: 2_000 });
      await stream.hello();
      relay.blackHole = true;
      await appendNumbers(lab, 5);
      await stream.until('an error', () => stream.of('error').length > 0);
      expect(stream.of<{ message: string }>('error')[0]?.message).toBe('silent for 0.25 s');
      relay.blackHole = false;
      expect((await stream.reach(5)).map(({ data }) => data)).toEqual(range(5));
    });
  }

  test('says why it was refused, and ends if another attempt cannot help', async () => {
    const lab = await startTestLab();
    for (const transport of ['polling', 'long-polling', 'sse', 'websocket'] as const) {
      const stream = await platform.open(lab.url, { transport, after: 'NONSENSE-1' });
      await stream.state('closed');
      await stream.until('an error', () => stream.of('error').length > 0);
      expect(stream.of<{ code: string }>('error')[0], transport).toMatchObject({ code: 'bad-cursor', final: true });
    }
  });

  test('does not reconnect while it is cut, and gets everything after `reconnect`', async () => {
    const lab = await startTestLab();
    const stream = await platform.open(lab.url, { transport: 'websocket' });
    await stream.hello();
    await stream.call('cut');
    await eventually('the reader to be gone', () => lab.followers() === 0);
    await appendNumbers(lab, 5);
    await stream.call('reconnect');
    expect((await stream.reach(5)).map(({ data }) => data)).toEqual(range(5));
  });
}

describe('a stream in Node', () => connectionTests(node));

await describeInBrowser('Chromium', 'a stream in Chromium', (chromium) => {
  connectionTests(chromium);

  test('two long polls of one browser at the same cursor are held at the same time', async () => {
    const lab = await startTestLab();
    await appendNumbers(lab, 3);
    const options = { transport: 'long-polling', after: lab.log.window.cursor(3) } as const;
    const [one, other] = [await chromium.open(lab.url, options), await chromium.open(lab.url, options)];
    await Promise.all([one.hello(), other.hello()]);
    await eventually('both long polls to be held', () => lab.followers() === 2, 3_000);
    await appendNumbers(lab, 1, 'number', 4);
    await Promise.all([one.reach(1), other.reach(1)]);
  });

  test('switches among all four in mid-stream', async () => {
    const lab = await startTestLab();
    const stream = await chromium.open(lab.url, { transport: 'polling' });
    await stream.hello();
    const order = [
      'long-polling',
      'sse',
      'websocket',
      'polling',
      'sse',
      'long-polling',
      'websocket',
      'sse',
      'polling',
      'websocket',
      'long-polling',
      'polling',
    ];
    for (const [index, transport] of order.entries()) {
      const running = appendNumbers(lab, 20, 'number', index * 20 + 1);
      await stream.call('switchTo', transport);
      await running;
      await stream.reach(index * 20 + 10);
    }
    expect((await stream.reach(240)).map(({ data }) => data)).toEqual(range(240));
    expect(await stream.ledger()).toMatchObject({ received: 240, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
  });
});
