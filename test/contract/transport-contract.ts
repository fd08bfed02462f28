import { describe, expect, test } from 'vitest';
import type { TransportName } from '../../server/protocol.ts';
import type { Platform } from '../support/platform.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

export function transportContract(platform: Platform, transport: TransportName): void {
  describe(`${transport} in ${platform.name}`, () => {
    test('says hello first, then every notification once and in order', async () => {
      const lab = await startTestLab();
      const stream = await platform.open(lab.url, { transport });
      await stream.hello();
      await appendNumbers(lab, 250);
      const got = await stream.reach(250);
      expect(got.map(({ data }) => data)).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
      expect(stream.records.find(({ type }) => type !== 'state')?.type).toBe('hello');
      expect(await stream.ledger()).toMatchObject({ received: 250, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    });
  });
}
