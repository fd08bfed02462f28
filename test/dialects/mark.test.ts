import { expect, test } from 'vitest';
import { ClientLedger } from '../../bench/arms/ledger.ts';
import type { Known } from '../../bench/arms/notification-book.ts';
import { MarkBook, markLength, markOf, newEpoch } from '../../bench/dialects/mark.ts';

/** The marks that a book finds in a message. */
function found(book: MarkBook, message: string): Known[] {
  const all: Known[] = [];
  book.read(Buffer.from(message), (known) => all.push(known));
  return all;
}

test('a mark contains the number of its notification, the time at which it was due, and the length of its text', () => {
  const [known] = found(new MarkBook('ab12'), `{"text":"${markOf('ab12', 123_456, 98_765.432, 60)}"}`);
  expect(known).toMatchObject({ id: 'ab12-123456', epoch: 'ab12', seq: 123_456, length: 60 });
  expect(known?.scheduled).toBeCloseTo(98_765.432, 3);
});

test.each([
  ['JSON in JSON', (mark: string) => JSON.stringify({ text: JSON.stringify({ text: `"${mark}"\n` }) })],
  ['a URL', (mark: string) => encodeURIComponent(`a b&c=${mark}`)],
  ['HTML', (mark: string) => `&lt;b&gt;${mark}&lt;/b&gt;`],
  ['the middle of a word', (mark: string) => `zqzq${mark}zq`],
])('a mark is found in %s', (_, wrap) => {
  expect(found(new MarkBook('ab12'), wrap(markOf('ab12', 7, 1))).map(({ seq }) => seq)).toEqual([7]);
});

test('a message counts each notification once, and ignores marks of other runs', () => {
  const [one, two, other] = [markOf('ab12', 1, 5), markOf('ab12', 2, 5), markOf('zzzz', 3, 5)];
  const book = new MarkBook('ab12');
  expect(found(book, `${one}${two}${other} ${one} ${two}`).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(found(book, one.slice(0, -1))).toEqual([]);
  expect(found(book, ': ping')).toEqual([]);
  expect(book).toMatchObject({ unmarked: 2, lastUnmarked: ': ping' });
});

test('epochs have four characters, and two runs have different ones', () => {
  const all = Array.from({ length: 50 }, newEpoch);
  for (const epoch of all) expect(epoch).toMatch(/^[a-z0-9]{4}$/);
  expect(new Set(all).size).toBeGreaterThan(40);
  expect(markOf('ab12', 0, 0)).toHaveLength(markLength);
});

test('notifications that a gap skips count as told, whatever numbers the server uses; a very large skip without a gap still counts as lost', () => {
  const ledger = new ClientLedger();
  ledger.begin('ab12-0');
  ledger.take('ab12', 1);
  ledger.gapTold();
  ledger.take('ab12', 10);
  expect(ledger).toMatchObject({ gaps: 1, told: 8, delivered: 2 });
  expect(ledger.lost(10)).toBe(8);
  ledger.take('ab12', 50_011);
  expect(ledger.lost(50_011)).toBe(50_008);
  expect(ledger.told).toBe(8);
});
