import type { PathCosts } from './path-costs.ts';

/** The counts of one polling transport in a window, all clients together. */
export interface PolledWindow {
  /** Bytes at the clients' sockets, both ways. */
  readonly bytes: number;
  readonly questions: number;
  readonly emptyAnswers: number;
  readonly fullAnswers: number;
  readonly notifications: number;
}

/** The same path, measured with compression and without. */
export interface CodedReadings {
  readonly polling: PolledWindow;
  readonly longPolling: PolledWindow;
  readonly plainLongPolling: PolledWindow;
  /** Bytes of a compressed notification as an event, and as a frame. */
  readonly event: number;
  readonly frame: number;
}

/** Bytes of its full answers together. */
const answersOf = ({ bytes, questions, emptyAnswers }: PolledWindow, question: number, emptyAnswer: number): number =>
  bytes - questions * question - emptyAnswers * emptyAnswer;

const furtherIn = ({ notifications, fullAnswers }: PolledWindow): number => notifications - fullAnswers;

/**
 * Costs of a path on which answers, events and frames are compressed, as far as they were measured. Two unknowns, the bytes saved in an answer with
 * one notification and the bytes of each further one, are solved from two equations: polling, whose answers hold many, and long-polling, whose
 * answers hold one. Requests and empty answers stay as they were.
 * @param plain of the same path without compression
 */
export function codedCosts(plain: PathCosts, { polling, longPolling, plainLongPolling, event, frame }: CodedReadings): PathCosts {
  const { question, heldQuestion, emptyAnswer, firstAnswer, furtherInAnswer } = plain;
  // Measured, because a date unchanged since the last answer takes fewer bytes than the model's.
  const held =
    (answersOf(plainLongPolling, heldQuestion, emptyAnswer) - furtherIn(plainLongPolling) * furtherInAnswer) / plainLongPolling.fullAnswers;
  const [polled, waited] = [answersOf(polling, question, emptyAnswer), answersOf(longPolling, heldQuestion, emptyAnswer)];
  // polled = full (first − saved) + more · further, and the same with `held` for long-polling.
  const [full, more, fullHeld, moreHeld] = [polling.fullAnswers, furtherIn(polling), longPolling.fullAnswers, furtherIn(longPolling)];
  const [one, other] = [full * firstAnswer - polled, fullHeld * held - waited];
  const determinant = fullHeld * more - full * moreHeld;
  const saved = (more * other - moreHeld * one) / determinant;
  const further = (full * other - fullHeld * one) / determinant;
  return { ...plain, firstAnswer: firstAnswer - saved, furtherInAnswer: further, event, frame };
}
