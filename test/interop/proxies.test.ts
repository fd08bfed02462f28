/** The lab behind a proxy with its default settings. */
import { describe, expect, it } from 'vitest';
import { openInNode } from '../support/platform.ts';
import { providePrograms } from '../support/programs.ts';
import { startVarnish } from '../support/proxies.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const there = await providePrograms('varnishd');

describe.skipIf(!there)('Varnish without a configuration', () => {
  it('passes on the hello of an event stream at once, and on resuming the missed notifications', async () => {
    const lab = await startTestLab();
    const { port } = await startVarnish(lab);
    const subject = openInNode(`http://127.0.0.1:${port}`, { transport: 'sse' });
    await subject.hello();
    await appendNumbers(lab, 3);
    await subject.reach(3);
    await subject.call('cut');
    await appendNumbers(lab, 2, 'number', 4);
    await subject.call('reconnect');
    // Nothing more is published: bytes that the proxy holds back until the next event would be missing here.
    expect((await subject.reach(5)).map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
    expect(await subject.ledger()).toMatchObject({ missing: 0, doubled: 0, reordered: 0, gaps: 0 });
  });
});
