import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('is the same clock in every process, from its first reading on', async () => {
  // Of many pairs of readings the closest counts: in the others the process may have been suspended between the two.
  const script = `import { monotonic } from './bench/processes/clock.ts';
const apart = Array.from({ length: 200 }, () => Number(process.hrtime.bigint()) / 1e6 - monotonic());
process.stdout.write(String(Math.min(...apart.map(Math.abs))));`;
  const apart = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
      return Number(stdout);
    }),
  );
  // Microseconds. Without this care the difference is a thousand.
  expect(Math.max(...apart) * 1_000).toBeLessThan(50);
});
