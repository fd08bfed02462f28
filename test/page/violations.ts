import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * What axe-core complains of, in a line for each element. It is asked for nothing else: to describe what is as it should be takes it most of its time.
 * @param strong contrast of 7:1, as on a wall
 * @param part a selector: what has changed since the whole page was looked at, which takes axe-core some seconds
 * @param rules default: all
 */
export async function violations(page: Page, strong: boolean, part?: string, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    // Nothing of what it would fetch once more, which are style sheets and sounds, is part of a rule here.
    preload: false,
    ...(rules
      ? { runOnly: [...rules, ...(strong ? ['color-contrast-enhanced'] : [])] }
      : { rules: { 'color-contrast-enhanced': { enabled: strong } } }),
  };
  const found = await page.evaluate(
    async ([within, given]) => {
      const { axe: checker } = globalThis as unknown as { axe: { run(context: unknown, options: object): Promise<{ violations: Violation[] }> } };
      return (await checker.run(within ?? document, given)).violations;
    },
    [part, options] as const,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}. ${html.slice(0, 160)} ${failureSummary}`));
}

/** What other colours and sizes can break where the elements are the same: all other rules ask for names, roles and order. */
export const looks = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'];

/** Rules that axe-core asks of a whole page only, and not of a part. */
export const ofPages = [
  'page-has-heading-one',
  'heading-order',
  'landmark-one-main',
  'landmark-unique',
  'region',
  'bypass',
  'document-title',
  'duplicate-id-aria',
];

/** The same document in other colours: it changes with what stands behind the #, without being loaded again. */
export async function recolour(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.getByRole('combobox', { name: 'Colours' }).selectOption(theme);
  await page.locator(`[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}
