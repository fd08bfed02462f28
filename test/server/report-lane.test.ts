import { expect, it } from 'vitest';
import { Lane } from '../../server/lab/apparatus/report/lane.ts';

/** The signal of a client that stays connected. */
const stays = () => new AbortController().signal;

/** Work that ends when the test calls `finish`. */
function work() {
  let finish: (value: string) => void = () => {};
  const done = new Promise<string>((resolve) => {
    finish = resolve;
  });
  return { finish, run: () => done };
}

it('Reports are made one at a time: own reports before uploads, each kind in order', async () => {
  const lane = new Lane();
  const order: string[] = [];
  const first = work();
  const note = (name: string) => async () => void order.push(name);
  const running = lane.upload(first.run, stays());
  const rest = [lane.upload(note('a'), stays()), lane.upload(note('b'), stays()), lane.own(note('own')), lane.own(note('own too'))];
  first.finish('done');
  expect(await running).toBe('done');
  await Promise.all(rest);
  expect(order).toEqual(['own', 'own too', 'a', 'b']);
});

it('The ninth waiting upload is refused with Retry-After, and own reports are not', async () => {
  const lane = new Lane();
  const first = work();
  const all = [lane.upload(first.run, stays())];
  for (let count = 0; count < 8; count += 1) all.push(lane.upload(async () => 'waited', stays()));
  await expect(async () => lane.upload(async () => 'one more', stays())).rejects.toMatchObject({
    code: 'unavailable',
    headers: { 'Retry-After': '10' },
  });
  all.push(lane.own(async () => 'own'));
  first.finish('first');
  expect(await Promise.all(all)).toEqual(['first', ...Array.from({ length: 8 }, () => 'waited'), 'own']);
});

it('A client that disconnects while it waits leaves its place, and its work is not done', async () => {
  const lane = new Lane();
  const first = work();
  const running = lane.upload(first.run, stays());
  const going = new AbortController();
  let done = false;
  const gone = lane.upload(async () => {
    done = true;
  }, going.signal);
  going.abort();
  await expect(gone).rejects.toMatchObject({ code: 'bad-request' });
  first.finish('');
  await running;
  expect(await lane.upload(async () => 'next', stays())).toBe('next');
  expect(done).toBe(false);
});

it('The next one begins after one that failed', async () => {
  const lane = new Lane();
  const failing = lane.upload(async () => {
    throw new Error('no result');
  }, stays());
  const next = lane.upload(async () => 'next', stays());
  await expect(failing).rejects.toThrow('no result');
  expect(await next).toBe('next');
});
