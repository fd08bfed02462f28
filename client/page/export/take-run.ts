/** The run of this page for saving: the records of the last minute, and the bytes that the lab still keeps. */
import { knownBrowser } from '../inspector/known-browser.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import { track } from '../lab.ts';
import { frozenPicture } from '../lanes/picture.ts';
import { moments } from '../moment-log.ts';
import { bytesAt } from '../saved-run/bytes-at.ts';
import { lessonTold } from '../saved-run/lesson-told.ts';
import { endOfRun, mostBytes, type SavedExchange, type SavedRun } from '../saved-run/saved-run.ts';
import { formatRun } from '../saved-run/write-run.ts';
import { settings } from '../settings/store.ts';
import { serverNow } from '../telemetry/clock.ts';
import { fetchBytes, loads } from '../telemetry/telemetry.ts';
import type { TrackRecord } from '../track/records.ts';
import { kept } from '../track/ring.ts';

/** Milliseconds until the server has reported everything: it does so ten times a second, over the distance that is set. */
const told = 400;

/** Resolves when the server has reported what had happened until the call. */
const reported = () => new Promise((resolve) => setTimeout(resolve, told));

/** Exchanges whose bytes the lab keeps for a tab, and how many requests for them run at once: the lab refuses more than some. */
const [mostExchanges, atOnce] = [200, 10];

/** Milliseconds to wait for the bytes of an exchange. On a silent line the lab may never answer, and the run is saved without them. */
const patience = 2_000;

const inTime = async <Value>(asked: Promise<Value>): Promise<Value> => {
  let late: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, refuse) => {
    late = setTimeout(() => refuse(new Error('The lab has not answered.')), patience);
  });
  return Promise.race([asked, over]).finally(() => clearTimeout(late));
};

/** Cookies are never saved, because one may be a secret; only its length is, for the prediction. */
function readerOf(): KnownBrowser | undefined {
  const known = knownBrowser();
  return known && { ...known, cookie: '*'.repeat(known.cookie.length) };
}

/** Copies of the records in the track, in the order of time. */
function copies(from: number, until: number): TrackRecord[] {
  const found: TrackRecord[] = [];
  track.scan(from, until, (record) => found.push({ ...record }));
  return found.sort((one, other) => one.at - other.at);
}

/** @param taken the time at which the bytes are wanted */
async function exchangesOf(records: readonly TrackRecord[], taken: number): Promise<SavedExchange[]> {
  const numbers = [...new Set(records.map(({ exchange }) => exchange))].filter((exchange) => exchange > 0).slice(-mostExchanges);
  const read: SavedExchange[] = [];
  for (let done = 0; done < numbers.length; done += atOnce) {
    const asked = numbers.slice(done, done + atOnce).map(async (exchange) => ({ exchange, ...(await inTime(fetchBytes(exchange))) }));
    // Bytes that the lab no longer has are left out; the inspector says so.
    for (const answer of await Promise.allSettled(asked)) if (answer.status === 'fulfilled') read.push(answer.value);
  }
  await reported();
  // After a picture was frozen for minutes, the bytes since then are unknown.
  if ((track.oldest ?? 0) > taken) return [];
  const since = copies(taken, Number.POSITIVE_INFINITY);
  return read.map((one) => ({ exchange: one.exchange, ...bytesAt(one, one.exchange, since, taken) }));
}

/** The frozen picture, or the last minute. */
async function takeRun(): Promise<SavedRun> {
  const still = frozenPicture();
  const taken = still?.at ?? serverNow();
  if (!still) await reported();
  const from = taken - kept;
  const records = still ? still.records.filter(({ at }) => at >= from && at < taken).sort((one, other) => one.at - other.at) : copies(from, taken);
  const said = moments.last.filter(({ at }) => at >= from && at <= taken);
  if (records.length === 0 || said.length === 0) throw new Error('nothing was recorded yet');
  return {
    taken,
    browser: navigator.userAgent,
    reader: readerOf(),
    settings: settings.peek(),
    lesson: lessonTold.peek(),
    loads: loads.peek().filter(({ at }) => at >= from && at <= taken),
    records,
    moments: said,
    exchanges: await exchangesOf(records, taken),
  };
}

/** The text of a file for /replay. @throws Error if there is nothing to save */
export async function runAsText(): Promise<string> {
  const run = await takeRun();
  let text = formatRun(run);
  // A file that is too long could not be opened again, so it keeps only the last part of the minute.
  for (let length = kept / 2; text.length > mostBytes; length /= 2) text = formatRun(endOfRun(run, length));
  return text;
}
