/** Makes first visits with the same settings, and says what they are told: `npm run first-visits -- 12`. */
import type { Browser } from 'playwright-core';
import { median } from '../../bench/statistics/index.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { readConfig } from '../../server/lab/config.ts';
import { startLab } from '../../server/lab/lab.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { firstVisitsProgram } from '../programs.ts';
import { launchChromium, provideChromium } from '../support/chromium.ts';

/** By how much polling's headline may be off the median of all visits, as a share. */
const bar = 0.1;
/** Milliseconds after which a visit without a headline is given up. */
const patience = 180_000;

/** What a visitor reads off the cards once all of them have a headline. */
interface Visit {
  /** Milliseconds, as they stand there. */
  readonly headlines: Readonly<Record<TransportName, number>>;
  /** Those that the page underlines: nobody beats them by more than noise. */
  readonly best: readonly TransportName[];
  /** What the page says in words. */
  readonly sentence: string;
  /** Seconds from the visit to the sentence. */
  readonly after: number;
}

/** Runs in the page. @returns the four headlines and which are underlined, at one moment; nothing while one is missing */
function readHeadlines(names: readonly TransportName[]) {
  const found = names.map((name) => document.querySelector<HTMLElement>(`.card.${name} .late strong`));
  const all = found.map((headline) => /^([\d.,]+)\s*(ms|s)$/.exec(headline?.innerText ?? ''));
  if (all.includes(null)) return undefined;
  return {
    milliseconds: all.map((match) => Number(match?.[1]?.replaceAll(',', '')) * (match?.[2] === 's' ? 1_000 : 1)),
    best: names.filter((_, index) => found[index]?.classList.contains('best')),
  };
}

async function visit(browser: Browser): Promise<Visit> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  const lab = await startLab(invocation.config);
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  try {
    const from = performance.now();
    await page.goto(lab.url);
    const read = await page.waitForFunction(readHeadlines, transportNames, { timeout: patience });
    const { milliseconds = [], best = [] } = (await read.jsonValue()) ?? {};
    const sentence = await page.locator('.live-sentence[data-state="told"]').innerText({ timeout: patience });
    const headlines = Object.fromEntries(transportNames.map((name, index) => [name, milliseconds[index]]));
    return { headlines: headlines as Record<TransportName, number>, best, sentence, after: (performance.now() - from) / 1_000 };
  } finally {
    await page.close();
    await lab.close();
  }
}

/** Those that the page calls equal stand side by side, the rest behind them. */
function orderOf({ headlines, best }: Visit): string {
  const others = transportNames.filter((name) => !best.includes(name)).sort((one, other) => headlines[one] - headlines[other]);
  return [best.join(' = '), ...others].join(' < ');
}

/** A sentence without its measured numbers: who ties, who is slower, and under which conditions. */
const shapeOf = ({ sentence }: Visit): string =>
  sentence.replace(/(?<=in|at|takes) \d[\d.,]* m?s( to \d[\d.,]* m?s)?/g, ' …').replace(/\d[\d.,]* ×/g, '… ×');

const cell = (text: string | number): string => String(text).padStart(14);
const print = (...cells: readonly (string | number)[]) => process.stdout.write(`${cells.map(cell).join('')}\n`);

function conclude(visits: readonly Visit[]): boolean {
  const spreads = transportNames.map((name) => {
    const all = visits.map(({ headlines }) => headlines[name]);
    return Math.max(...all.map((one) => Math.abs(one / median(all) - 1)));
  });
  const orders = new Set(visits.map(orderOf));
  print('median, ms', ...transportNames.map((name) => median(visits.map(({ headlines }) => headlines[name]))));
  print('furthest, %', ...spreads.map((spread) => (100 * spread).toFixed(1)));
  const [polling = Number.POSITIVE_INFINITY] = spreads;
  const shapes = new Set(visits.map(shapeOf));
  const held = polling <= bar && orders.size === 1 && shapes.size === 1;
  process.stdout.write(
    `\nAll of them stood after ${Math.max(...visits.map(({ after }) => after)).toFixed(0)} s at most.\n${[...orders, ...shapes].join('\n')}\n`,
  );
  process.stdout.write(`${held ? 'Held' : 'Not held'}: polling within ${100 * bar} % of its median, one order, and one sentence.\n`);
  return held;
}

const { argument: count } = startProgram(firstVisitsProgram);
const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Visits need a browser: install Chromium, or set CHROMIUM_PATH.');
const browser = await launchChromium(path);
const visits: Visit[] = [];
print('visit', ...transportNames);
for (let number = 1; number <= count; number += 1) {
  const made = await visit(browser);
  visits.push(made);
  print(number, ...transportNames.map((name) => made.headlines[name]));
}
await browser.close();
process.exitCode = conclude(visits) ? 0 : 1;
