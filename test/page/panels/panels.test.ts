import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { formatResult } from '../../../bench/result/result.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { fixtureResult } from '../../bench/fixture-result.ts';
import { launchChromium } from '../../support/chromium.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/lab-process.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { contentOf, openTab } from '../open-page.ts';

/** Whether anything but the ground is on it: read from a copy, because Chromium warns of a canvas that is read more than once. */
function painted(canvas: Element): boolean {
  const { width, height } = canvas as HTMLCanvasElement;
  if (width === 0 || height === 0) return false;
  const brush = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  brush?.drawImage(canvas as HTMLCanvasElement, 0, 0);
  return brush?.getImageData(0, 0, width, height).data.some((value) => value > 0) ?? false;
}

/** What a notification may hold, and must be seen as text everywhere. */
const wild = '<script>globalThis.broken = true</script><img src=x onerror="globalThis.broken = true"> \u202eשלום 🙂';

describe.skipIf(!inject('chromium'))('the panels', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  /** The browser that visitors have: without windows it sends other heads than the model knows. */
  async function openWhole(): Promise<Browser> {
    const whole = await launchChromium(inject('chromium'));
    onTestFinished(() => whole.close());
    return whole;
  }

  /** The page of a lab without weather, and what its tab complained of. */
  async function open(hash = '', of = browser): Promise<{ page: Page; complaints: string[]; lab: Awaited<ReturnType<typeof startTestLab>> }> {
    const lab = await startTestLab({ weather: false });
    const { page, complaints } = await openTab(of, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/${hash}`);
    await page.getByRole('heading', { name: 'Charts of the last minute' }).waitFor();
    return { page, complaints, lab };
  }

  /** Selects exchanges from the newest on, until the inspector shows one of this transport. */
  async function inspect(page: Page, transport: string): Promise<void> {
    const lanes = page.getByRole('group', { name: /^Wire lanes/ });
    const shown = page.locator('.inspector .heading').filter({ hasText: new RegExp(`(?<!-)${transport}, exchange`) });
    await lanes.focus();
    for (let back = 0; back < 60; back += 1) await lanes.press('ArrowRight');
    for (let tried = 0; tried < 60; tried += 1) {
      await lanes.press('ArrowLeft');
      // Until then it shows what was selected before.
      await page.locator('.inspector[aria-busy="false"]').waitFor();
      if (await shown.isVisible()) return;
    }
    throw new Error(`Expected an exchange of ${transport} among the last 60; the inspector shows ${await page.locator('.inspector').innerText()}.`);
  }

  it('load without a complaint, and draw every chart', async () => {
    const { page, complaints } = await open();
    const canvases = page.locator('.chart canvas');
    expect(await canvases.count()).toBe(8);
    for (const canvas of await canvases.all()) {
      await canvas.scrollIntoViewIfNeeded();
      await eventually('every chart to be painted', () => canvas.evaluate(painted));
    }
    expect(complaints).toEqual([]);
  });

  it('show in tables what the charts show', async () => {
    const { page } = await open();
    for (const [index, caption] of [
      'Median latency in ms (number of deliveries)',
      "Bytes since the last reset, at the server's sockets, without TCP, IP and TLS",
      'Latency percentiles in ms, last 60 s',
      "The server's process, newest first",
    ].entries()) {
      await page.locator('.charts summary').nth(index).click();
      const table = page.getByRole('table', { name: caption }).first();
      await eventually(`a row in the table “${caption}”`, async () => (await table.getByRole('row').count()) > 1);
    }
  });

  it('open an exchange of each transport, and count what the model says, to the byte', async () => {
    // Of a stream the last 4 KiB are kept: a slow machine must not find them full.
    const { page, complaints, lab } = await open('#v=1&rate=0.2', await openWhole());
    for (const name of transportNames) await page.locator(`.card.${name} .chip`).getByText('open', { exact: true }).waitFor();
    await lab.log.append([{ event: 'wild', data: wild }]);
    for (const transport of transportNames) {
      await inspect(page, transport);
      const rows = page.locator('.inspector .table tbody tr');
      expect(await rows.count()).toBe(4);
      const sums = await rows.evaluateAll((all) => all.map((one) => [...one.querySelectorAll('td')].map((cell) => cell.textContent)));
      for (const cell of sums.flat()) {
        const [counted, predicted] = (cell ?? '').split(' / ');
        expect(predicted, `${transport}: ${JSON.stringify(sums)}`).toBe(counted);
      }
    }
    expect(complaints).toEqual([]);
  });

  it('go through the parts with the keyboard alone, and show what a notification holds as text', async () => {
    const { page, lab } = await open('#v=1&rate=0.2');
    await page.locator('.card.sse .chip').getByText('open', { exact: true }).waitFor();
    await lab.log.append([{ event: 'wild', data: `${wild} ${'x'.repeat(60_000)}` }]);
    await inspect(page, 'sse');
    const list = page.getByRole('listbox', { name: 'Parts of the exchange' });
    await list.focus();
    const content = (text: string | RegExp) => page.locator('.inspector .content').filter({ hasText: text }).waitFor();
    await list.press('End');
    await content('<script>globalThis.broken');
    await list.press('ArrowUp');
    await content(/^data:/);
    await list.press('Home');
    await content(/^GET /);
    await list.press('End');
    await content('<script>globalThis.broken');
    await page.getByText('Could this be dropped?').waitFor();
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    // Only what is in view is there, however long the stream.
    expect(await page.locator('.hex p').count()).toBeLessThan(40);
    expect(await page.getByRole('option').count()).toBeLessThan(40);
  });

  it('compute what would be, and call an extrapolation one', async () => {
    const { page } = await open();
    const table = page.locator('.what-if .table');
    const before = await table.innerText();
    await page.getByRole('spinbutton', { name: 'Clients' }).fill('50000');
    await page.getByRole('spinbutton', { name: 'Clients' }).press('Enter');
    await page.waitForFunction((text) => document.querySelector<HTMLElement>('.what-if .table')?.innerText !== text, before);

    const folder = temporaryFolder();
    mkdirSync(join(folder, 'results'));
    const file = join(folder, 'results', 'mine.json');
    writeFileSync(file, formatResult(fixtureResult()));
    await page.locator('.what-if input[type="file"]').setInputFiles(file);
    await page.getByText('the result that you opened').waitFor();
    await page.getByText('are extrapolated: the bench has no measurement for 50000 clients').waitFor();
    expect(await table.innerText()).toContain('≈');
    await page
      .getByText(/polling takes fewer bytes than WebSocket/)
      .first()
      .waitFor();
  });

  it('test the connection, and stop when asked to', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Test the connection (15 s)' }).click();
    await page.getByText(/of 5 still running/).waitFor();
    await page.getByRole('button', { name: 'Stop the test' }).click();
    await page.getByRole('button', { name: 'Test the connection (15 s)' }).click();
    await page.getByText('All tests passed.').waitFor({ timeout: 30_000 });
    await page.getByText('Transport Lab: connection test').waitFor();
  });

  it.each(['JSON', 'CSV', 'SVG', 'PNG'])('save %s', async (what) => {
    const { page } = await open();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: new RegExp(`as ${what}$`) }).click()]);
    const content = await contentOf(download);
    const starts = { JSON: '{\n "schema": "transport-lab/page-run"', CSV: 'at,kind,lane', SVG: '<svg xmlns', PNG: '\u0089PNG' } as const;
    expect(content.toString('latin1').startsWith(starts[what as keyof typeof starts])).toBe(true);
    expect(content.length).toBeGreaterThan(200);
  });

  it('show the code of what was chosen last: as what runs, in the lanes, or by its tab', async () => {
    const { page } = await open('#v=1&rate=5&poll=500');
    const shows = (transport: string) => page.getByRole('heading', { name: `Source code of ${transport}`, exact: true }).waitFor();
    await inspect(page, 'polling');
    await page.locator('.reading').getByRole('radio', { name: 'Code' }).check();
    await shows('polling');
    await page.keyboard.press('4');
    await shows('websocket');
    await page.getByRole('tab', { name: 'sse', exact: true }).click();
    await shows('sse');
    await page.keyboard.press('1');
    await shows('polling');
    await page.keyboard.press('r');
    await page.locator('.card.sse').waitFor();
    await shows('polling');
  });

  it('show the code of both ends, and mark the line that has just run', async () => {
    const { page } = await open();
    await page.locator('.reading').getByRole('radio', { name: 'Code' }).check();
    const code = page.getByRole('tabpanel');
    for (const transport of transportNames) {
      await page.getByRole('tab', { name: transport, exact: true }).click();
      await code.getByText(`name: '${transport}'`).first().waitFor();
    }
    await page.getByRole('tab', { name: 'polling', exact: true }).click();
    await code.locator('.runs').first().waitFor();
    await page.getByText('Network, filter "stream/polling"').waitFor();
  });
});
