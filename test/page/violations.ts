import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * The violations that axe-core finds, in a line for each element. It reports nothing else, because describing elements without violations would take most of its time.
 * @param strong contrast of 7:1, for a projector
 * @param part a selector: the part that has changed since the whole page was checked, which takes axe-core some seconds
 * @param rules default: all
 */
export async function violations(page: Page, strong: boolean, part?: string, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  // What fails 4.5:1 fails 7:1 too, and each of the two rules takes a third of the time.
  const contrast = strong ? 'color-contrast-enhanced' : 'color-contrast';
  const options = {
    resultTypes: ['violations'],
    // Without a second download of style sheets and media: no rule here needs them.
    preload: false,
    ...(rules
      ? { runOnly: rules.map((rule) => (rule === 'color-contrast' ? contrast : rule)) }
      : { rules: { 'color-contrast': { enabled: !strong }, 'color-contrast-enhanced': { enabled: strong } } }),
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

/** The rules that can fail when only colours and sizes change. All others depend on names, roles and order. */
export const looks = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'];

/** Rules that axe-core applies only to a whole page, and not to a part. */
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

/** Changes the colours of the open document by its setting, without loading it again. */
export async function recolour(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.getByRole('combobox', { name: 'Colours' }).selectOption(theme);
  await page.locator(`[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}
