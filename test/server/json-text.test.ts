import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeOf } from '../../server/stream/json-text.ts';
import { anyJson } from '../support/any-text.ts';

/** Counted in the value that `JSON.parse` returns. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner))) : 0;

test('the shape of a JSON text equals that of its value, whatever its white space, and no number that JavaScript writes is unsafe', () => {
  fc.assert(
    fc.property(anyJson(12), fc.nat(3), (value, indent) => {
      expect(shapeOf(JSON.stringify(value, null, indent))).toEqual({ depth: depthOf(value), balanced: true, unsafe: undefined });
    }),
    { seed: 20_261_127, numRuns: 2_000 },
  );
});

test('an integer is unsafe exactly when JavaScript would write other digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (integer) => {
      const text = String(integer);
      expect(shapeOf(`{"a":[1,${text}]}`).unsafe).toBe(JSON.stringify(JSON.parse(text)) === text ? undefined : text);
    }),
    { seed: 20_261_127, numRuns: 2_000 },
  );
});

test.each(['"', '"\\', '"\\"', '"a\\\\\\"[[[[', '1', '-', '1e', '1e999999', '', ']', '}', '"["'])(
  'malformed JSON is inspected without an error: %j',
  (text) => {
    expect(shapeOf(text).depth).toBe(0);
  },
);
