/** A thousand notifications a second for a minute. */
import type { CDPSession, Page } from 'playwright-core';
import { transportNames } from '../../../server/stream/protocol.ts';
import { digits, percent, whole } from '../../report/format.ts';
import { median } from '../../statistics/index.ts';
import { type CardsReading, readCards, untilCards } from './cards.ts';
import type { Finding } from './findings.ts';
import { useLabPage } from './opened-page.ts';
import { abreast, countFrames, framesSeen, type Look, startLooking } from './page-state.ts';

const rate = 1_000;
/** Seconds of the measurement, and the seconds at which the heap is read. */
const [watched, heapReadAt] = [60, [20, 30, 40, 50, 60]];
/** Milliseconds that every other step may take. */
const patience = 30_000;

const bars = { frames: 50, heap: 0.1 };
/**
 * The page should call the browser a bottleneck when the main thread is busy. Below `never` milliseconds for a message from outside it is no
 * bottleneck; from the share `always` of busy time on it is one. In between either is right, because a message also waits for other processes.
 */
const bottleneck = { never: 3, always: 0.9 };

const finding = (what: string, bar: string, figure: string, held: boolean): Finding => ({ check: 'flood', what, bar, figure, held });

/** Bytes in use after a garbage collection. The least of several readings, because a thousand notifications a second go on allocating in between. */
async function heapOf(cdp: CDPSession): Promise<number> {
  const readings: number[] = [];
  for (let reading = 0; reading < 5; reading += 1) {
    await cdp.send('HeapProfiler.collectGarbage');
    readings.push((await cdp.send('Runtime.getHeapUsage')).usedSize);
  }
  return Math.min(...readings);
}

interface Watch {
  readonly frames: { readonly each: number; readonly longest: number };
  /** Bytes. */
  readonly heaps: readonly number[];
  /** One a second. */
  readonly looks: readonly Look[];
}

async function watch(page: Page): Promise<Watch> {
  const cdp = await page.context().newCDPSession(page);
  const look = await startLooking(page, cdp);
  await page.evaluate(countFrames);
  const begun = performance.now();
  const heaps: number[] = [];
  const looks: Look[] = [];
  for (let second = 1; second <= watched; second += 1) {
    looks.push(await look(begun + second * 1_000));
    if (heapReadAt.includes(second)) heaps.push(await heapOf(cdp));
  }
  return { frames: await page.evaluate(framesSeen), heaps, looks };
}

/** Milliseconds within which a card shows what its lane has. */
const cardsLag = 2_000;

/** Publishing ends, polling asks at once, and every lane catches up. The cards are read when they show what the lanes have. */
async function settle(page: Page): Promise<CardsReading> {
  await untilCards(page, 'the gap that a poll once a minute has', patience, ({ cards }) => cards.polling.gaps > 0);
  const typed = page.getByRole('spinbutton', { name: 'Notifications', exact: true });
  await typed.fill('0');
  await typed.press('Enter');
  for (const name of ['Pause', 'Start']) await page.getByRole('button', { name, exact: true }).click();
  await untilCards(page, 'every lane at the same place', patience, () => page.evaluate(abreast, transportNames.length));
  await page.waitForTimeout(cardsLag);
  return readCards(page);
}

/** The same notifications were published for all lanes. A lane must have delivered each one, or reported it in a gap. */
function ledgerFindings({ cards }: CardsReading): Finding[] {
  return transportNames.map((name) => {
    const { delivered, published, missing, doubled, gaps } = cards[name];
    const told = published - delivered - missing;
    const polls = name === 'polling';
    // The lanes open one after another.
    const allOf = Math.abs(published - cards.websocket.published) < rate && published > 0.95 * rate * watched;
    return finding(
      `ledger of ${name}`,
      polls ? 'its gap is told, nothing else lost' : 'all of it, no gap',
      `${whole(delivered)} of ${whole(published)}, ${missing} missing, ${doubled} doubled, ${whole(told)} told in ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`,
      allOf && missing === 0 && doubled === 0 && (polls ? gaps > 0 && told > 0 : gaps === 0 && told === 0),
    );
  });
}

function heapFinding(heaps: readonly number[]): Finding {
  const [first = 0] = heaps;
  const apart = Math.max(...heaps.map((heap) => Math.abs(heap / first - 1)));
  return finding(
    `JS heap after ${heapReadAt.join(', ')} s`,
    `within ${100 * bars.heap} % of the first`,
    `${heaps.map((heap) => digits(heap / 2 ** 20)).join(', ')} MiB: ${percent(1 + apart)}`,
    apart <= bars.heap,
  );
}

const framesFinding = ({ each, longest }: Watch['frames']): Finding =>
  finding('frames a second, on average', `at least ${bars.frames}`, `${digits(each)}, the longest ${digits(longest)} ms`, each >= bars.frames);

/**
 * Whether the chip "browser is the bottleneck" shows when the main thread was overloaded, and only then. It describes the last three seconds, and is
 * up to one second old.
 */
function chipFinding(looks: readonly Look[]): Finding {
  // The time of a message when nothing delays it.
  const base = Math.min(...looks.map(({ took }) => took));
  const around = (index: number) => looks.slice(Math.max(0, index - 4), index + 1);
  const untrue = looks.filter(({ chip }, index) =>
    chip
      ? around(index).every(({ took }) => took - base < bottleneck.never)
      : index > 3 && around(index).every(({ share }) => share > bottleneck.always),
  );
  const shown = looks.filter(({ chip }) => chip).length;
  return finding(
    '“your browser is the bottleneck”',
    'only when it is true',
    `shown ${shown} of ${looks.length} s, untrue ${untrue.length} s; main thread busy ${digits(100 * median(looks.map(({ share }) => share)))} %`,
    untrue.length === 0,
  );
}

/** A lane that polls once a minute is overtaken by the log's window. All other lanes keep up, and so do frames and memory. */
export async function checkFlood(signal: AbortSignal): Promise<Finding[]> {
  return useLabPage(signal, `rate=${rate}&poll=60000&rtt=100`, async (page) => {
    await untilCards(page, 'a second of it', patience, ({ cards }) =>
      transportNames.every((name) => name === 'polling' || cards[name].delivered > rate),
    );
    const { frames, heaps, looks } = await watch(page);
    return [framesFinding(frames), ...ledgerFindings(await settle(page)), heapFinding(heaps), chipFinding(looks)];
  });
}
