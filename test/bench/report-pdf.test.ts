/** The printed report: these tests read its PDF page by page. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { extractTextItems } from 'unpdf';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatHtml } from '../../bench/report/html.tsx';
import { summarize } from '../../bench/report/summary.ts';
import { parseResult } from '../../bench/result/result.ts';
import { shareChromium } from '../support/shared-chromium.ts';

/** The committed result has every measure, and is the one that users print. */
const committed = join(import.meta.dirname, '../../bench/results/reference.json');

/** Points: the height of A4 in landscape without its margins of 12 mm. */
const printed = 595 - 68;
/** The minimum share of it that the text of a page spans. A block that does not fit below moves to the next page as a whole. */
const leastFilled = 0.45;

interface PrintedPage {
  readonly text: string;
  /** Height from the first line to the last, as a share of the page. */
  readonly filled: number;
}

async function readPages(pdf: Buffer): Promise<PrintedPage[]> {
  const { items } = await extractTextItems(new Uint8Array(pdf));
  return items.map((page) => {
    const lines = page.filter(({ str }) => str.trim() !== '');
    const heights = lines.map(({ y }) => y);
    return {
      text: lines.map(({ str }) => str).join(''),
      filled: lines.length === 0 ? 0 : (Math.max(...heights) - Math.min(...heights)) / printed,
    };
  });
}

/** Runs in the page: writes a mark at the beginning and at the end of each table and picture. @returns their number */
function markEnds(): number {
  const mark = (text: string) => {
    const small = document.createElement('small');
    small.style.fontSize = '1px';
    small.textContent = text;
    return small;
  };
  const whole = [...document.querySelectorAll('table, figure')];
  for (const [index, one] of whole.entries()) {
    const first = one.querySelector('caption, thead th, figcaption') ?? one;
    const last = one.matches('table') ? [...one.querySelectorAll('tbody tr:last-child > *')].at(-1) : one;
    first.prepend(mark(`[${index} begins]`));
    last?.append(mark(`[${index} ends]`));
  }
  return whole.length;
}

describe.skipIf(!inject('chromium'))('The report as a PDF', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-pdf-'));
  const file = join(folder, 'report.html');
  let browser: Browser;
  let pages: readonly PrintedPage[] = [];
  let wholes = 0;

  beforeAll(async () => {
    writeFileSync(file, formatHtml(summarize(parseResult(readFileSync(committed, 'utf8')))));
    browser = await shareChromium();
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    wholes = await page.evaluate(markEnds);
    pages = await readPages(await page.pdf({ preferCSSPageSize: true }));
    await page.close();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has no half-empty page except the last', () => {
    expect(pages.length).toBeGreaterThan(10);
    const empty = pages.slice(0, -1).flatMap(({ filled, text }, index) => (filled < leastFilled ? [`page ${index + 1}: ${text.slice(0, 80)}`] : []));
    expect(empty).toEqual([]);
  });

  it('has each table and each picture on one page', () => {
    const pageOf = (mark: string) => pages.findIndex(({ text }) => text.includes(mark));
    const numbers = Array.from({ length: wholes }, (_, index) => index);
    expect(wholes).toBeGreaterThan(30);
    expect(numbers.filter((index) => pageOf(`[${index} ends]`) < 0 && pageOf(`[${index} begins]`) >= 0)).toEqual([]);
    expect(numbers.filter((index) => pageOf(`[${index} begins]`) !== pageOf(`[${index} ends]`))).toEqual([]);
  });
});
