import { type Fields, known, type Range, within } from './fields.ts';
import type { ServeOptions } from './messages.ts';

/** The allowed ranges; more frequent heartbeats or sweeps would cost more than the stream. */
const ranges = {
  window: [1, 100_000, 'whole'],
  heartbeat: [100, 600_000],
  stall: [1_000, 600_000],
} as const satisfies Readonly<Record<keyof ServeOptions, Range>>;

/** @throws Refusal `bad-message` */
export function parseServe(fields: Fields): Partial<ServeOptions> {
  known(fields, Object.keys(ranges));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      // Never.
      if (name === 'heartbeat' && value === 0) return [name, 0];
      return [name, within(name, value, ranges[name as keyof ServeOptions])];
    }),
  );
}
