import { parseCursor } from '../../server/stream/protocol.ts';
import type { Failure, Gap, Notification, TransportName } from '../stream/index.ts';
import { asProse, refusal } from './refusal.ts';
import { shortened } from './shortened.ts';

/** An entry of the list: a notification, or the reason why one did not come. `times` counts successive repeats. */
export type EntryContent =
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly times: number };

/** A line of the list. */
export type Entry = EntryContent & {
  /** Counts up; tells the lines apart. */
  readonly key: number;
  /** Which transport brought it. */
  readonly transport: TransportName;
};

/** Lines that the list shows. */
export const listed = 50;

const why: Readonly<Record<Gap['reason'], string>> = {
  expired: 'The cursor is older than what the server retains. Reading continues at the oldest notification that is left.',
  epoch: 'The cursor belongs to another log: the server was restarted. Reading continues at the oldest notification of the new log.',
  ahead: 'The cursor is beyond the newest notification. Reading continues at the newest.',
  unreadable: 'A message could not be read, twice. Reading continues after it.',
  slow: 'This page read more slowly than the server could buffer. Reading continues at the oldest notification that is left.',
};

/** What is lost, and why. */
export function gapSentence({ from, to, reason }: Gap): string {
  const [start, end] = [parseCursor(from), parseCursor(to)];
  const lost = start && end && start.epoch === end.epoch ? end.seq - start.seq : 0;
  return `${lost > 0 ? `${lost.toLocaleString('en')} notifications are lost. ` : ''}${why[reason]}`;
}

/** A fetch without an answer, in the words of Chromium, Safari and Firefox. */
const unreachable = /^(Failed to fetch|Load failed|NetworkError)/;

/** What browsers say of a connection that ended without a Close frame. */
const mute = /^the WebSocket closed with 1006\b/;
/** A refused handshake: without a reason, or with a close code that has no room for the whole sentence. */
const refused = /^the WebSocket closed with (1006|4403|4421)\b/;

/** An error in the same words in every browser. */
export function failureText(message: string): string {
  if (unreachable.test(message)) return 'the server cannot be reached';
  if (refusal.value && refused.test(message)) return `the lab refuses this page. ${asProse(refusal.value)}`;
  return message.replace(mute, 'it broke without a Close frame (1006)');
}

/** Why a connection is lost, in a sentence. */
export function failureSentence(failure: Failure, transport: TransportName): string {
  // A remedy may be a question.
  const text = failureText(failure.message).replace(/[^.?]$/, '$&.');
  return `The ${transport} connection is lost: ${text}${failure.final ? ' Retrying would not help.' : ''}`;
}

/** Characters of a notification's data that the list shows. */
const shown = 240;

/** Data as JSON, cut where it gets long. */
export const dataText = ({ data }: Notification): string => shortened(JSON.stringify(data), shown);

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

/** Local time of day to the millisecond. A publisher may have set any number. */
export const timeText = (at: number): string => (Math.abs(at) <= 8.64e15 ? clock.format(at) : `${at}`);
