import { deliveredWithoutCursor } from '../../../bench/model/without-cursor.ts';
import type { Driver } from '../../support/browsers/driver.ts';
import { startBuiltLab } from './built-lab.ts';
import { openLessonPage, until } from './lesson-page.ts';

/** Round trips in milliseconds. */
export const roundTrips = [0, 100, 300] as const;

/** Notifications per second, and the number of notifications that are counted as delivered or missing. */
const [rate, counted] = [20, 120] as const;

/** How many notifications a lane of long-polling delivered and missed. */
export interface CursorRun {
  readonly rtt: number;
  readonly cursor: boolean;
  readonly delivered: number;
  readonly missing: number;
  /** The range of deliveries that the model predicts for this many notifications; with a cursor it is all of them. */
  readonly model: readonly [number, number];
}

interface Ledger {
  readonly received: number;
  readonly missing: number;
}

const ledger = "const [{ stream }] = [...globalThis.lab.lanes].filter(({ stream }) => stream.transport === 'long-polling');";

/** Runs the lane in a real browser, with its cursor or without, until this many notifications are known to be delivered or missing. */
export async function cursorRun(driver: Driver, rtt: number, cursor: boolean): Promise<CursorRun> {
  const lab = startBuiltLab();
  try {
    const hash = `v=1&lanes=long-polling&rate=${rate}&rtt=${rtt}${cursor ? '' : '&without=cursor'}`;
    const page = await openLessonPage(driver, `${await lab.url}/#${hash}`, false);
    await until(
      page,
      `${counted} notifications at ${rtt} ms`,
      `${ledger} return stream.ledger.received + stream.ledger.missing >= ${counted};`,
      60_000,
    );
    const { received, missing } = await page.run<Ledger>(`${ledger} return { received: stream.ledger.received, missing: stream.ledger.missing };`);
    await page.run("location.href = 'about:blank';").catch(() => {});
    const all = received + missing;
    // The range is from no pause between two requests to half a second, which a busy machine may take.
    return { rtt, cursor, delivered: received, missing, model: cursor ? [all, all] : deliveredWithoutCursor(rate, all, rtt, [0, 500]) };
  } finally {
    await lab.stop();
  }
}
