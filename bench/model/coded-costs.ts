import type { PathCosts } from './path-costs.ts';

/** What one of the two polling transports took in a window, all its clients together. */
export interface PolledWindow {
  /** Bytes at the clients' sockets, both ways. */
  readonly bytes: number;
  readonly questions: number;
  readonly emptyAnswers: number;
  readonly fullAnswers: number;
  readonly notifications: number;
}

/** The same path, as it was measured with compression and without. */
export interface CodedReadings {
  readonly polling: PolledWindow;
  readonly longPolling: PolledWindow;
  readonly plainLongPolling: PolledWindow;
  /** Bytes of a compressed notification as an event, and as a frame. */
  readonly event: number;
  readonly frame: number;
}

/** What its full answers took together. */
const answersOf = ({ bytes, questions, emptyAnswers }: PolledWindow, question: number, emptyAnswer: number): number =>
  bytes - questions * question - emptyAnswers * emptyAnswer;

const furtherIn = ({ notifications, fullAnswers }: PolledWindow): number => notifications - fullAnswers;

/**
 * A path on which answers, events and frames are compressed, as far as it was measured: what an answer with one notification is shorter by, and what each further one adds, are what solves the two equations
 * of polling, whose answers hold many, and of long-polling, whose answers hold one. Questions and empty answers are what they were.
 * @param plain of the same path without compression
 */
export function codedCosts(plain: PathCosts, { polling, longPolling, plainLongPolling, event, frame }: CodedReadings): PathCosts {
  const { question, heldQuestion, emptyAnswer, firstAnswer, furtherInAnswer } = plain;
  // Measured, because a date that did not change since the last answer takes less than the model's.
  const held =
    (answersOf(plainLongPolling, heldQuestion, emptyAnswer) - furtherIn(plainLongPolling) * furtherInAnswer) / plainLongPolling.fullAnswers;
  const [polled, waited] = [answersOf(polling, question, emptyAnswer), answersOf(longPolling, heldQuestion, emptyAnswer)];
  // polled = full (first − saved) + more · further, and waited the same with `held`.
  const [full, more, fullHeld, moreHeld] = [polling.fullAnswers, furtherIn(polling), longPolling.fullAnswers, furtherIn(longPolling)];
  const [one, other] = [full * firstAnswer - polled, fullHeld * held - waited];
  const determinant = fullHeld * more - full * moreHeld;
  const saved = (more * other - moreHeld * one) / determinant;
  const further = (full * other - fullHeld * one) / determinant;
  return { ...plain, firstAnswer: firstAnswer - saved, furtherInAnswer: further, event, frame };
}
