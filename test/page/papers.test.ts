/** Papers are printed once and copied thirty times: no side may cut off its content, and none may be half empty. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { languageNames } from '../../client/page/words/languages.ts';
import { allPapers } from '../../client/papers/papers.tsx';
import { shareChromium } from '../support/shared-chromium.ts';

const style = readFileSync(join(import.meta.dirname, '../../docs/lessons/print.css'), 'utf8');
const papers = await allPapers();

/** All sheets in one language, in one document. */
const sheetsIn = (language: string): string =>
  [...papers]
    .filter(([path]) => path.startsWith(`${language}/`))
    .map(([path, html]) => `<div data-path="${path}">${/<body>([\s\S]*)<\/body>/.exec(html)?.[1] ?? ''}</div>`)
    .join('');

/** For each side: by how many pixels its content overflows, and which share of its height is lines to write on. */
const measure = () =>
  [...document.querySelectorAll<HTMLElement>('.sheet')].map((sheet) => ({
    path: `${sheet.parentElement?.dataset.path}: ${sheet.querySelector('header')?.innerText.replace(/\s+/g, ' ')}`,
    over: Math.max(sheet.scrollHeight - sheet.clientHeight, sheet.scrollWidth - sheet.clientWidth),
    lines: [...sheet.querySelectorAll('.lines')].reduce((sum, lines) => sum + lines.clientHeight, 0) / sheet.clientHeight,
  }));

describe.skipIf(!inject('chromium'))('A paper', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it.each(languageNames)('in %s fits on its sides, and leaves at most 62 % of each for writing', async (language) => {
    const page = await browser.newPage();
    await page.emulateMedia({ media: 'print' });
    await page.setContent(`<style>${style}</style>${sheetsIn(language)}`);
    const sheets = await page.evaluate(measure);
    await page.close();
    expect(sheets.length).toBeGreaterThan(50);
    expect(sheets.filter(({ over }) => over > 1)).toEqual([]);
    // A worksheet has more lines than a key, because pupils write on it.
    expect(sheets.filter(({ lines, path }) => lines > (path.includes('worksheets') ? 0.62 : 0.55))).toEqual([]);
  });
});
