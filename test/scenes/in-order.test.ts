import { expect, it } from 'vitest';
import { inOrder } from '../../client/page/scenes/in-order.ts';

it('An act of a visitor starts when the one before is done, and also if that one failed', async () => {
  let fail: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const started: string[] = [];
  const act = (name: string, until: Promise<unknown>) =>
    inOrder(async () => {
      started.push(name);
      await until;
      return name;
    });
  const acts = [act('connect', promise), act('subscribe', Promise.resolve()), act('publish', Promise.resolve())];
  const [connect, ...others] = acts.map((one) => one.catch((error: Error) => error.message));
  // Everything that could start has started when all tasks that are ready have run.
  await new Promise(setImmediate);
  expect(started).toEqual(['connect']);
  fail(new Error('cut'));
  expect(await Promise.all([connect, ...others])).toEqual(['cut', 'subscribe', 'publish']);
  expect(started).toEqual(['connect', 'subscribe', 'publish']);
});
