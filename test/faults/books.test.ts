import { describe, expect, test } from 'vitest';
import { Account, Books } from './books.ts';

const mark = (n: number, writer = 1) => ({ writer, n });
const flawless = { lost: 0, doubled: 0, reordered: 0, gapsTold: 0, gapsNotTold: 0, falseGaps: 0 };

/** Six acknowledged publishes: a-1 to a-3 and, after a restart, b-1 to b-3. */
function sixAcknowledged() {
  const books = new Books();
  const ids = ['a-1', 'a-2', 'a-3', 'b-1', 'b-2', 'b-3'];
  const account = new Account(books);
  const hand = (...numbers: readonly number[]) => {
    for (const n of numbers) account.notification(ids[n - 1] ?? '', mark(n));
  };
  for (const [index, id] of ids.entries()) books.acknowledge(id, mark(index + 1));
  return { books, account, hand };
}

describe('an account', () => {
  test('with all six has no flaw', () => {
    const { account, hand } = sixAcknowledged();
    hand(1, 2, 3, 4, 5, 6);
    expect(account.judge()).toEqual({ ...flawless, delivered: 6 });
  });

  test.for([
    ['a loss', [1, 2, 4, 5, 6], { lost: 1, gapsNotTold: 1 }],
    ['two losses in two places', [1, 3, 4, 6], { lost: 2, gapsNotTold: 2 }],
    ['a loss of two in a row, over a restart', [1, 2, 5, 6], { lost: 2, gapsNotTold: 1 }],
    ['a double', [1, 2, 2, 3, 4, 5, 6], { doubled: 1 }],
    ['a wrong order', [1, 3, 2, 4, 5, 6], { reordered: 1 }],
    ['a loss at the end', [1, 2, 3, 4, 5], { lost: 1, gapsNotTold: 1 }],
  ] as const)('shows %s', ([, handed, flaws]) => {
    const { account, hand } = sixAcknowledged();
    hand(...handed);
    expect(account.judge()).toEqual({ ...flawless, delivered: handed.length, ...flaws });
  });

  test('accepts a loss that a gap covers, also from one epoch to the next', () => {
    const { account, hand } = sixAcknowledged();
    hand(1);
    account.gap({ from: 'a-1', to: 'b-1' });
    hand(5, 6);
    expect(account.judge()).toEqual({ ...flawless, delivered: 3, gapsTold: 1 });
  });

  test('shows a loss that a gap is too short for', () => {
    const { account, hand } = sixAcknowledged();
    hand(1);
    account.gap({ from: 'a-1', to: 'b-0' });
    hand(6);
    expect(account.judge()).toEqual({ ...flawless, delivered: 2, gapsTold: 1, lost: 2, gapsNotTold: 1 });
  });

  test('shows a gap over delivered notifications', () => {
    const { account, hand } = sixAcknowledged();
    hand(1, 2, 3);
    account.gap({ from: 'a-1', to: 'b-0' });
    hand(4, 5, 6);
    expect(account.judge()).toEqual({ ...flawless, delivered: 6, gapsTold: 1, falseGaps: 1 });
  });

  test('allows a notification that was never acknowledged, once', () => {
    const { account, hand } = sixAcknowledged();
    hand(1, 2, 3, 4, 5, 6);
    account.notification('b-4', mark(1, 2));
    expect(account.judge()).toEqual({ ...flawless, delivered: 7 });
    account.notification('b-5', mark(1, 2));
    expect(account.judge()).toEqual({ ...flawless, delivered: 8, doubled: 1 });
  });

  test('requires the order of each writer, whatever numbers the log gives', () => {
    const { account, hand } = sixAcknowledged();
    hand(1, 2, 3, 4, 5, 6);
    account.notification('b-4', mark(3, 2));
    account.notification('b-5', mark(2, 2));
    expect(account.judge()).toMatchObject({ reordered: 1 });
  });

  test('allows a publish that its writer has given up to arrive after later ones', () => {
    const { books, account, hand } = sixAcknowledged();
    hand(1, 2, 3, 4, 5, 6);
    books.doubt(mark(2, 2));
    account.notification('b-4', mark(3, 2));
    account.notification('b-5', mark(2, 2));
    expect(account.judge()).toMatchObject({ reordered: 0, doubled: 0 });
    account.notification('b-6', mark(2, 2));
    expect(account.judge()).toMatchObject({ doubled: 1 });
  });
});

test('acknowledgements that overtake each other are checked in the order of the log', () => {
  const books = new Books();
  const account = new Account(books);
  for (const n of [2, 1, 3]) books.acknowledge(`a-${n}`, mark(n));
  account.notification('a-1', mark(1));
  account.notification('a-3', mark(3));
  expect(account.judge()).toMatchObject({ lost: 1, gapsNotTold: 1 });
});
