import { expect, it, onTestFinished } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import { openSource } from '../../server/lab/sources/index.ts';
import { Looped, relayed } from '../../server/lab/sources/relayed.ts';
import { sseSource } from '../../server/lab/sources/sse-feed.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const said: string[] = [];

/** `to` republishes what `from` has. */
async function follow(to: Lab, from: Lab): Promise<void> {
  onTestFinished(await openSource(`sse:${from.url}/stream/sse`, to.log, (line) => said.push(line)));
}

it.each([2, 3])('%i labs that read from each other in a circle store everything once, and report the circle once', async (count) => {
  said.length = 0;
  const labs = await Promise.all(Array.from({ length: count }, () => startTestLab()));
  for (const [index, lab] of labs.entries()) await follow(labs[(index + 1) % count] as Lab, lab);
  await eventually('all labs to be connected', () => labs.every(({ followers }) => followers() === 1));
  await appendNumbers(labs[0] as Lab, 100);
  await eventually('the circle to be reported', () => said.length > 0);
  // Published last on every connection: a second copy of the others would have come before it.
  await appendNumbers(labs[0] as Lab, 1, 'last', 101);
  await eventually('the last notification in every log', () => labs.every(({ log }) => log.window.head >= 101));
  await appendNumbers(labs[1] as Lab, 1, 'other', 1);
  await eventually('the other notification in every log', () => labs.every(({ log }) => log.window.head >= 102));
  expect(labs.map(({ log }) => log.window.head)).toEqual(labs.map(() => 102));
  expect(new Set(said.map((line) => line.replace(/^source \S+ /, '')))).toEqual(
    new Set(['what this lab has sent comes back: two labs feed on each other. It is dropped.']),
  );
});

it('A notification lists the logs that it came through, and a log refuses one that it had before', () => {
  const notification = { id: 'b-7', event: 'news', data: 1, at: 5 };
  expect(relayed(notification, 'c')).toEqual({ event: 'news', data: 1, at: 5, via: ['b'] });
  expect(relayed({ ...notification, via: ['a'] }, 'c')).toMatchObject({ via: ['a', 'b'] });
  expect(relayed({ ...notification, via: ['not an epoch!', 7, 'a'] }, 'c')).toMatchObject({ via: ['a', 'b'] });
  expect(() => relayed(notification, 'b')).toThrow(Looped);
  expect(() => relayed({ ...notification, via: ['a'] }, 'a')).toThrow('comes back');
  expect(() => relayed({ ...notification, via: Array.from({ length: 16 }, (_, index) => `e${index}`) }, 'c')).toThrow('more than 16 labs');
});

it('The list `via` is the last field of the notification', async () => {
  const [upstream, log] = [await startTestLab(), memoryLog()];
  onTestFinished(sseSource(new URL(`${upstream.url}/stream/sse?after=earliest`), log, () => {}));
  await upstream.log.append([{ event: 'alarm', data: 1, at: 5, broadcast: true }]);
  await eventually('it to arrive', () => log.window.head === 1);
  const own = await startTestLab();
  await own.log.append([{ event: 'alarm', data: 1, at: 5, broadcast: true, via: ['abc'] }]);
  const answer = await fetch(`${own.url}/stream/polling?after=earliest`);
  expect(await answer.text()).toContain('"event":"alarm","data":1,"at":5,"broadcast":true,"via":["abc"]}');
});
