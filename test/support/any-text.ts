import fc, { type Arbitrary } from 'fast-check';

/** Code points of UTF-16's surrogates, which are no characters. */
const surrogates = { from: 0xd800, count: 0x800 };

const character = fc
  .integer({ min: 0, max: 0x10_ffff - surrogates.count })
  .map((place) => String.fromCodePoint(place < surrogates.from ? place : place + surrogates.count));

/**
 * Any text, of all characters of Unicode, and with the names that are special in JavaScript. `fc.string({ unit: 'binary' })` draws such texts too, but makes a table of all 1.1 million
 * characters first, which takes two seconds and keeps a hundred megabytes in each process.
 */
export const anyText = (lengths: { readonly minLength?: number; readonly maxLength?: number } = {}): Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: fc.array(character, lengths).map((characters) => characters.join('')) }, fc.string(lengths));

/** Any value that JSON can hold, with any text in it. */
export const anyJson = (maxDepth: number): Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth, depthSize: 'small' },
      anyText(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(anyText(), tie('value'), { noNullPrototype: true }),
    ),
  })).value;
