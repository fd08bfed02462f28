import { expect, test } from 'vitest';
import { textFrames } from '../../server/stream/transports/frame.ts';

test('text frames have the header that RFC 6455 defines for each length', () => {
  for (const [length, header] of [
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ] as const) {
    const frame = textFrames([Buffer.alloc(length, 97)]);
    expect(frame.subarray(0, frame.length - length).toString('hex')).toBe(header);
  }
});
