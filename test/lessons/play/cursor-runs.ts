import { deliveredWithoutCursor } from '../../../bench/model/without-cursor.ts';
import type { Driver } from '../../support/browsers/driver.ts';
import { startBuiltLab } from './built-lab.ts';
import { openLessonPage, until } from './lesson-page.ts';

/** Milliseconds. */
export const roundTrips = [0, 100, 300] as const;

/** Notifications a second, and of how many it is counted what came. */
const [rate, counted] = [20, 120] as const;

/** What became of the notifications that a lane of long-polling was to deliver. */
export interface CursorRun {
  readonly rtt: number;
  readonly cursor: boolean;
  readonly delivered: number;
  readonly missing: number;
  /** From how few to how many the model lets through, of as many: with a cursor all. */
  readonly model: readonly [number, number];
}

interface Ledger {
  readonly received: number;
  readonly missing: number;
}

const ledger = "const [{ stream }] = [...globalThis.lab.lanes].filter(({ stream }) => stream.transport === 'long-polling');";

/** The lane of a page in a real browser, with its cursor or without, until it is known of so many notifications whether they came. */
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
    // At best, and with half a second that a busy machine takes between two questions.
    return { rtt, cursor, delivered: received, missing, model: cursor ? [all, all] : deliveredWithoutCursor(rate, all, rtt, [0, 500]) };
  } finally {
    await lab.stop();
  }
}
