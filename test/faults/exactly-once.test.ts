import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { noFlaws } from './oracle.ts';

const seed = 20_261_127;

for (const window of [1, 7, 50, 10_000]) {
  test(`delivers everything once and in order, or sends a gap, through cuts and changes of filters with a window of ${window}`, async () => {
    const { flaws, disagreements, delivered, published, gaps } = await runCampaign({
      seed: seed + window,
      window,
      deliveries: 1_500,
      readersPerTransport: 5,
      calm: 20,
    });
    process.stdout.write(`exactly once, window ${window}: ${published} published, ${JSON.stringify(delivered)} delivered, ${gaps} gaps told\n`);
    expect(flaws).toEqual(noFlaws);
    expect(disagreements).toBe(0);
  });
}
