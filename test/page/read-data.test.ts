import { describe, expect, it } from 'vitest';
import { readData } from '../../client/page/one/read-data.ts';

describe('what is typed into the form to publish', () => {
  it.each([
    ['{"order":1042}', { order: 1_042 }],
    ['9007199254740992', 9_007_199_254_740_992],
    ['0.1', 0.1],
    ['[1e3]', [1_000]],
    ['no JSON', 'no JSON'],
    ['"9007199254740993"', '9007199254740993'],
  ])('%s is sent as it is', (text, data) => {
    expect(readData(text)).toEqual(data);
  });

  it.each(['9007199254740993', '1e400', '-1e400', '1e-400', '{"id":12345678901234567890}'])(
    '%s, whose number would come out as another one, is sent as a text',
    (text) => {
      expect(readData(text)).toBe(text);
    },
  );
});
