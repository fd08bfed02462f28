import { expect, test } from 'vitest';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { openInNode } from '../support/platform.ts';
import { startPublishing } from '../support/publishing.ts';
import { startTestLab } from '../support/start-lab.ts';

const pairs = transportNames.flatMap((from) => transportNames.filter((to) => to !== from).map((to) => [from, to] as const));
const switches = 100;
const rate = 500;

test(`loses, doubles and reorders nothing in ${switches} switches of each of the ${pairs.length} ordered pairs at ${rate} notifications/s`, async () => {
  const lab = await startTestLab();
  const publishing = startPublishing(lab, rate);
  const streams = await Promise.all(pairs.map(([from, to]) => switchBackAndForth(lab.url, from, to)));
  const published = await publishing.stop();
  for (const { pair, stream } of streams) {
    await stream.until(`${pair}: notification ${published}`, () => stream.notifications.at(-1)?.data === published);
    const { received, ...flaws } = await stream.ledger();
    expect(flaws, pair).toMatchObject({ missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    const first = stream.notifications[0]?.data as number;
    expect(received, pair).toBe(published - first + 1);
    expect(stream.notifications.map(({ data }) => data)).toEqual(Array.from({ length: received }, (_, index) => first + index));
  }
  const total = streams.reduce((sum, { stream }) => sum + stream.notifications.length, 0);
  process.stdout.write(
    `switching: ${pairs.length} pairs × ${switches} switches at ${rate}/s: ${published} published, ${total} delivered, 0 lost, 0 doubled, 0 reordered\n`,
  );
  // No deadline for the whole test: each wait has its own, and on a busy machine there are very many waits.
});

/** Every switch happens in mid-stream: between two switches at least one notification arrives. */
async function switchBackAndForth(url: string, from: TransportName, to: TransportName) {
  const stream = openInNode(url, { transport: from, interval: 20 });
  await stream.reach(1);
  for (let count = 0; count < switches; count += 1) {
    for (const transport of [to, from]) {
      const before = stream.notifications.length;
      stream.stream.switchTo(transport);
      await stream.reach(before + 1);
    }
  }
  return { pair: `${from} → ${to}`, stream };
}
