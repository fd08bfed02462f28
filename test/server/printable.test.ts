import { expect, it } from 'vitest';
import { printable, printableLines } from '../../server/stream/printable.ts';
import { quote } from '../../server/stream/problem.ts';

it.each([
  ['a\u001b]0;owned\u0007\u001b[2Jb', 'a\\u001b]0;owned\\u0007\\u001b[2Jb'],
  ['\u009b31m', '\\u009b31m'],
  ['one\r\ntwo\u2028three', 'one\\u000d\\u000atwo\\u2028three'],
  ['\u202etxt.exe', '\\u202etxt.exe'],
  ['\ud83c', '\\ud83c'],
  ['grüß 🌍 世界', 'grüß 🌍 世界'],
])('%j is printed as %s', (text, printed) => {
  expect(printable(text)).toBe(printed);
});

it('a long text is shortened before it is escaped', () => {
  expect(printable('x'.repeat(2_000))).toBe(`${'x'.repeat(999)}…`);
  expect(printable('\u0000'.repeat(50), 10)).toBe(`${'\\u0000'.repeat(9)}…`);
});

it('a stack keeps its lines', () => {
  expect(printableLines('Error: \u001b[2J\n    at x')).toBe('Error: \\u001b[2J\n    at x');
});

it('text that a problem document quotes contains no control characters', () => {
  expect(quote('\u009b2J\u007f\u202e')).toBe('"\\u009b2J\\u007f\\u202e"');
});
