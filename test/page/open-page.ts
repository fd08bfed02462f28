import type { Browser, Download, Locator, Page } from 'playwright-core';
import type { Ledger, TransportName } from '../../client/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTab, type TabOptions } from './open-tab.ts';

/** The lab's page in a tab of its own, with actions as a visitor would do them. */
export interface LabPage {
  readonly page: Page;
  /** Errors of the tab: console errors, including violations of the content security policy, exceptions and failed requests. */
  readonly complaints: readonly string[];
  /** The lines of the list. */
  readonly lines: Locator;
  /** Waits until the page shows this state. */
  state(name: string): Promise<void>;
  /** Switches the transport as with a mouse, and waits until the connection is open. */
  choose(transport: TransportName): Promise<void>;
  press(button: string): Promise<void>;
  /** Waits until the list holds a line with all of these texts. */
  shows(...texts: readonly string[]): Promise<void>;
  /** Waits until the page shows this value for a number of the ledger. */
  counts(name: keyof Ledger, value: string): Promise<void>;
  ledger(): Promise<Ledger>;
}

/** Selects the newest exchange on the lanes with a key, and waits until the inspector shows it. */
export async function inspectNewest(page: Page): Promise<void> {
  const picture = page.getByRole('group', { name: /^Network traffic/ });
  // While the inspector is busy it still shows the exchange that was selected before.
  const shown = page.locator('.inspector[aria-busy="false"] .heading').filter({ hasText: ', exchange' });
  await eventually('an exchange in the inspector', async () => {
    // There is nothing to select until the lab has sent the first exchange.
    await picture.press('ArrowLeft');
    return shown.isVisible();
  });
}

/** Shows a panel below the lanes with a key: what fills up above moves the panel's button, and a mouse may be pressed on it and released beside it. */
export async function showPanel(page: Page, name: string): Promise<void> {
  const button = page.locator('.reading').getByRole('radio', { name, exact: true });
  await button.press('Space');
  await eventually(`the panel ${name}`, () => button.isChecked());
}

/** The content of a file that the page saved. */
export async function contentOf(download: Download): Promise<Buffer> {
  return Buffer.concat(await (await download.createReadStream()).toArray());
}

/** One stream that starts with polling; only the test publishes. */
const oneStream = '/#v=1&mode=one&transport=polling&rate=0&conditions=true';

/** Opens the page with one stream, and waits until the stream is open. */
export async function openPage(browser: Browser, lab: { readonly url: string }, options: TabOptions = {}): Promise<LabPage> {
  const { page, complaints } = await openTab(browser, options);
  const lines = page.getByRole('list', { name: 'Notifications, newest first' }).getByRole('listitem');
  const state = (name: string) => page.getByRole('status').getByText(name, { exact: true }).first().waitFor();
  await page.goto(`${lab.url}${oneStream}`);
  await state('open').catch((error: Error) => {
    throw new Error(`${error.message}\nThe tab says: ${complaints.join('; ') || 'nothing'}. The page says: ${page.url()}`);
  });
  return {
    page,
    complaints,
    lines,
    state,
    async choose(transport) {
      await page
        .getByRole('radio', { name: transport, exact: false })
        .and(page.locator(`[value="${transport}"]`))
        .check();
      await state('open');
    },
    press: (button) => page.getByRole('button', { name: button, exact: true }).click(),
    shows: (...texts) =>
      texts
        .reduce((line, hasText) => line.filter({ hasText }), lines)
        .first()
        .waitFor(),
    counts: (name, value) =>
      page
        .locator(`.ledger .${name}`)
        .locator('dd')
        .filter({ hasText: new RegExp(`^${value}$`) })
        .waitFor(),
    ledger: () => page.evaluate(() => globalThis.lab.stream.ledger),
  };
}
