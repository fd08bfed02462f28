import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Driver, launchTimeout } from '../support/browsers/driver.ts';
import { launchFirefox } from '../support/browsers/firefox.ts';
import { programFile, providePrograms } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openDriven } from './driven-page.ts';

const isThere = await providePrograms('firefox');

describe.skipIf(!isThere)('in a Firefox that resists fingerprinting', () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await launchFirefox(programFile('firefox'), { 'privacy.resistFingerprinting': true });
  }, launchTimeout);
  afterAll(() => driver?.close());

  it('the page says how precisely it knows the time, and saves no PNG of noise', async () => {
    const lab = await startTestLab();
    const page = await openDriven(driver, `${lab.url}/#v=1&rate=20&poll=200&dock=export`);
    await page.until('the clocks', `return /clocks agree/.test(document.querySelector('.wire .chips').textContent);`);
    const said = await page.run<string>(`return document.querySelector('.wire .chips').textContent;`);
    const [, error, step] = /clocks agree to ± ([\d.]+) ms: this browser rounds times to (\d+) ms/.exec(said) ?? [said];
    expect(Number(step)).toBeGreaterThanOrEqual(16);
    expect(Number(error)).toBeGreaterThanOrEqual(16);

    const png = `[...document.querySelectorAll('.export button')].find(({ textContent }) => textContent.endsWith('PNG'))`;
    await page.until('the export', `return ${png} !== undefined;`);
    await page.run(`${png}.click();`);
    const told = `document.querySelector('.export [role="status"]').textContent`;
    await page.until('a message about the picture', `return ${told} !== '';`);
    expect(await page.run(`return ${told};`)).toBe(
      'Not saved: this browser gives noise instead of what was painted, against fingerprinting. The SVG holds the same picture.',
    );
  });
});
