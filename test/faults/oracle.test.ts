import { expect, test } from 'vitest';
import { noFlaws, Oracle } from './oracle.ts';

const id = (seq: number) => ({ id: `abcdef-${seq}`, event: 'a', data: null, at: 0 });
const gap = (from: number, to: number) => ({ from: `abcdef-${from}`, to: `abcdef-${to}`, reason: 'slow' }) as const;

/** A reader of `a`, to whom five of them are owed. */
function owedFive() {
  const oracle = new Oracle();
  const reader = oracle.witness(['a']);
  for (let count = 0; count < 5; count += 1) oracle.publish('a', false);
  return { oracle, reader };
}

test('finds nothing in five of five', () => {
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

test('takes a told gap for a loss that is told, unless it covers what was delivered or is retained', () => {
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

test('owes a subscription from its acknowledgement on, and allows it from the question on', () => {
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

test('forgives what was on its way to a reader who unsubscribed, and owes him broadcasts still', () => {
  const { oracle, reader } = owedFive();
  for (const seq of [1, 2, 3]) reader.notification(id(seq));
  reader.leaves('a');
  reader.hasLeft('a');
  expect(reader.judge()).toEqual(noFlaws);
  oracle.publish('a', true);
  expect(reader.judge()).toEqual({ ...noFlaws, lost: 1 });
});
