import { expect, test } from 'vitest';
import { Batches } from '../../server/stream/delivery/batch.ts';
import { Memo } from '../../server/stream/delivery/memo.ts';
import { PollAnswers } from '../../server/stream/delivery/poll-answers.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import { framing, setUp } from './delivery-support.ts';

test('polls at the same cursor share one answer until the head moves', async () => {
  const { log, append } = setUp();
  await append(3);
  const answers = new PollAnswers(log.window);
  const first = answers.at({ seq: 1 }, Filter.all);
  expect(answers.at({ seq: 1 }, Filter.all)).toBe(first);
  expect(answers.at({ seq: 1 }, Filter.of(['a']))).not.toBe(first);
  expect(JSON.parse(first.body.toString())).toMatchObject({ cursor: 'e-3', notifications: [{ id: 'e-2' }, { id: 'e-3' }] });
  await append(1);
  expect(JSON.parse(answers.at({ seq: 1 }, Filter.all).body.toString())).toMatchObject({ cursor: 'e-4' });
});

test('polls at different cursors share pages, and each gets exactly the notifications after its cursor', async () => {
  const { log, append } = setUp({ window: 1_000 });
  for (let count = 0; count < 10; count += 1)
    await log.append(Array.from({ length: 100 }, (_, index) => ({ event: 'a', data: 'é'.repeat(50 + index) })));
  const answers = new PollAnswers(log.window);
  const partsAt = (seq: number) => {
    const { body, fields } = answers.at({ seq }, Filter.all);
    const parts = typeof body === 'string' ? [Buffer.from(body, 'latin1')] : body;
    const text = Buffer.concat(parts);
    expect(fields.at(-1)).toBe(String(text.byteLength));
    const { notifications } = JSON.parse(text.toString()) as { notifications: { id: string }[] };
    expect(notifications.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 - seq }, (_, index) => `e-${seq + 1 + index}`));
    return parts;
  };
  const [one, other] = [partsAt(100), partsAt(300)];
  const shared = new Set(other.map(({ buffer }) => buffer));
  expect(one.filter(({ buffer }) => shared.has(buffer)).length).toBeGreaterThan(8);
  for (let seq = 0; seq < 1_000; seq += 7) partsAt(seq);
  await append(100);
  expect(answers.at({ seq: 1_000 }, Filter.all)).toMatchObject({ to: 1_100 });
});

test('the memo never holds more bytes than its limit', () => {
  const memo = new Memo<{ size: number }>(1_000);
  let built = 0;
  const ask = (seq: number, size: number) =>
    memo.at(seq, Filter.all, 7, () => {
      built += 1;
      return { size };
    });
  for (let seq = 0; seq < 10; seq += 1) ask(seq, 100);
  for (let seq = 0; seq < 10; seq += 1) ask(seq, 100);
  expect(built).toBe(10);
  ask(10, 100);
  ask(0, 100);
  expect(built).toBe(12);
  ask(11, 5_000);
  ask(11, 5_000);
  expect(built).toBe(14);
});

test('the memo counts all memory that it retains: filters with their names, and the slab of which a small batch is a slice', async () => {
  const filterOf = (number: number) => Filter.of(Array.from({ length: 100 }, (_, index) => `${number}-${index}`.padStart(60, 'x')));
  const memo = new Memo<{ size: number }>(200_000);
  const built: number[] = [];
  const ask = (number: number) =>
    memo.at(0, filterOf(number), 1, () => {
      built.push(number);
      return { size: 100 };
    });
  for (let number = 0; number < 100; number += 1) ask(number);
  const filters = Array.from({ length: 100 }, (_, number) => filterOf(number));
  built.length = 0;
  for (const [number] of filters.entries()) ask(number);
  // 200,000 bytes hold about a dozen filters of 18,000, so almost none of the hundred was still in the memo.
  expect(built.length).toBeGreaterThan(85);
  expect(filterOf(1).size).toBeGreaterThan(100 * 60 * 2);
  expect(Filter.all.size).toBe(0);

  const { log, append } = setUp();
  await append(1);
  const batch = new Batches(log.window, framing).at(0, Filter.all);
  expect(batch.size).toBeGreaterThanOrEqual(batch.bytes.buffer.byteLength);
});

test('a large unfiltered answer is not kept after sending, so that it retains no page', async () => {
  const { log } = setUp();
  await log.append([{ event: 'a', data: 'x'.repeat(20_000) }]);
  const answers = new PollAnswers(log.window);
  const large = answers.at({ seq: 0 }, Filter.all);
  expect(answers.at({ seq: 0 }, Filter.all)).not.toBe(large);
  const filtered = answers.at({ seq: 0 }, Filter.of(['a']));
  expect(answers.at({ seq: 0 }, Filter.of(['a']))).toBe(filtered);
  expect(filtered.size).toBeGreaterThan(20_000);
});
