import { expect, test } from 'vitest';
import { noFlaws, Oracle } from './oracle.ts';

const id = (seq: number) => ({ id: `abcdef-${seq}`, event: 'a', data: null, at: 0 });
const gap = (from: number, to: number) => ({ from: `abcdef-${from}`, to: `abcdef-${to}`, reason: 'slow' }) as const;

/** A reader of `a`, which must get five notifications. */
function owedFive() {
  const oracle = new Oracle();
  const reader = oracle.witness(['a']);
  for (let count = 0; count < 5; count += 1) oracle.publish('a', false);
  return { oracle, reader };
}

test('finds no flaw if all five arrive', () => {
  const { reader } = owedFive();
  for (const seq of [1, 2, 3, 4, 5]) reader.notification(id(seq));
  expect(reader.judge()).toEqual(noFlaws);
});

test.for([
  ['a loss', [1, 2, 4, 5], { lost: 1 }],
  ['a double', [1, 2, 2, 3, 4, 5], { doubled: 1 }],
  ['a wrong order', [1, 3, 2, 4, 5], { reordered: 1 }],
] as const)('finds %s', ([, handed, flaws]) => {
  const { reader } = owedFive();
  for (const seq of handed) reader.notification(id(seq));
  expect(reader.judge()).toEqual({ ...noFlaws, ...flaws });
});

test('accepts a loss that a gap covers, unless the gap covers delivered or retained notifications', () => {
  const { reader } = owedFive();
  reader.notification(id(1));
  reader.gap(gap(1, 3), 4);
  reader.notification(id(4));
  reader.notification(id(5));
  expect(reader.judge()).toEqual(noFlaws);
  reader.gap(gap(4, 5), 6);
  expect(reader.judge()).toEqual({ ...noFlaws, falseGaps: 1 });
  const other = owedFive().reader;
  other.gap(gap(0, 3), 3);
  expect(other.judge()).toMatchObject({ falseGaps: 1 });
});

test('requires the notifications of a subscription from its acknowledgement on, and allows them from the request on', () => {
  const oracle = new Oracle();
  const reader = oracle.witness([]);
  oracle.publish('a', false);
  reader.asks('a');
  oracle.publish('a', false);
  reader.hasAsked('a');
  oracle.publish('a', false);
  expect(reader.judge()).toEqual({ ...noFlaws, lost: 1 });
  reader.notification(id(1));
  expect(reader.judge()).toMatchObject({ uninvited: 1 });
  reader.notification(id(2));
  reader.notification(id(3));
  expect(reader.judge()).toEqual({ ...noFlaws, uninvited: 1 });
});

test('does not require notifications in flight to a reader that unsubscribes, and still requires broadcasts', () => {
  const { oracle, reader } = owedFive();
  for (const seq of [1, 2, 3]) reader.notification(id(seq));
  reader.leaves('a');
  reader.hasLeft('a');
  expect(reader.judge()).toEqual(noFlaws);
  oracle.publish('a', true);
  expect(reader.judge()).toEqual({ ...noFlaws, lost: 1 });
});
