import { expect } from 'vitest';
import type { Part } from '../../server/lab/apparatus/telemetry/anatomy.ts';
import type { ByteParts } from '../../server/lab/apparatus/telemetry/messages.ts';

export const nothing: ByteParts = { headers: 0, framing: 0, payload: 0 };

/** Expects that the parts cover all bytes without gaps, from the first to the last. */
export function expectWhole(parts: readonly Part[], length: number): void {
  expect(parts.map(({ from }) => from)).toEqual([0, ...parts.map(({ to }) => to)].slice(0, parts.length));
  expect(parts.at(-1)?.to ?? 0).toBe(length);
  for (const { from, to } of parts) expect(to).toBeGreaterThan(from);
}
