import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { closed } from '../support/closed.ts';
import { startServer, temporaryFolder } from '../support/lab-process.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { openPage } from './open-page.ts';

type Publish = (from: number, to: number, label: string) => void | Promise<void>;

const perTransport = 100;

/** Feeds the lab while the page is on each transport in turn, and prints how many notifications arrived. */
describe.skipIf(!inject('chromium'))('real input arrives in the page over all four transports', () => {
  let browser: Awaited<ReturnType<typeof shareChromium>>;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  async function follow(source: string, url: string, publish: Publish): Promise<void> {
    const page = await openPage(browser, { url });
    const arrived: string[] = [];
    for (const [index, transport] of transportNames.entries()) {
      await page.choose(transport as TransportName);
      const before = (await page.ledger()).received;
      await publish(index * perTransport + 1, (index + 1) * perTransport, transport);
      await page.counts('received', String(before + perTransport));
      await page.shows(transport, String((index + 1) * perTransport));
      arrived.push(`${transport} ${(await page.ledger()).received - before}`);
    }
    expect(await page.ledger()).toMatchObject({ received: 4 * perTransport, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    process.stdout.write(`real input, ${source}: ${arrived.join(', ')}; 0 missing, 0 doubled, 0 reordered, 0 gaps\n`);
  }

  test('tail -f of a growing log file', async () => {
    const path = join(temporaryFolder(), 'app.log');
    writeFileSync(path, '');
    const server = await startServer(['--source', '-', '--ticker', '0']);
    const tail = spawn('tail', ['-n', '+1', '-f', path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = closed(tail);
    onTestFinished(async () => {
      tail.kill();
      await ended;
    });
    if (server.child.stdin) tail.stdout.pipe(server.child.stdin);
    await follow('tail -f of a growing log', await server.url(), (from, to, label) => {
      for (let line = from; line <= to; line += 1) appendFileSync(path, `2026-11-21T12:00:00Z INFO request ${line} while on ${label}\n`);
    });
  });

  test('another lab by its SSE feed', async () => {
    const upstream = await startTestLab();
    const server = await startServer(['--source', `sse:${upstream.url}/stream/sse`, '--ticker', '0']);
    await follow("another lab's SSE feed", await server.url(), (from, to) => appendNumbers(upstream, to - from + 1, 'number', from));
  });

  test('a recorded NDJSON file, read again from its beginning by each transport', async () => {
    const path = join(temporaryFolder(), 'recorded.ndjson');
    const lines = Array.from({ length: perTransport }, (_, index) => JSON.stringify({ event: 'order', data: { number: index + 1, at: 'Zürich' } }));
    writeFileSync(path, `${lines.join('\n')}\n`);
    const server = await startServer(['--source', path, '--ticker', '0']);
    await server.says(`ended after ${perTransport} lines, ${perTransport} published.`);
    const page = await openPage(browser, { url: await server.url() });
    await page.page.addScriptTag({ url: '/sdk.global.js' });
    const arrived: string[] = [];
    for (const transport of transportNames) {
      const numbers = await page.page.evaluate(readRecorded, transport);
      expect(numbers).toEqual(Array.from({ length: perTransport }, (_, index) => index + 1));
      arrived.push(`${transport} ${numbers.length}`);
    }
    process.stdout.write(`real input, a recorded NDJSON file: ${arrived.join(', ')}; each in order\n`);
  });
});

/** Runs in the page, with the client library loaded as other pages load it. */
async function readRecorded(transport: TransportName): Promise<unknown[]> {
  const stream = TransportLab.openStream('/', { transport, after: 'earliest' });
  const numbers: unknown[] = [];
  await new Promise<void>((resolve) => {
    stream.addEventListener('notification', ({ detail }) => {
      numbers.push((detail.data as { number: number }).number);
      if (numbers.length === 100) resolve();
    });
  });
  stream.close();
  return numbers;
}
