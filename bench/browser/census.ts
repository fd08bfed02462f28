import { type Census, CensusCounter } from '../model.ts';
import type { NetworkCounts } from './network-watch.ts';
import type { Arrival } from './stream-page.ts';

/**
 * Exchanges of a page so far: requests and answers as the browser tells of them, notifications as they came to the listener.
 * @param hello the cursor that the server greeted with; empty before that
 */
export function censusOf(
  { questions, questionCursorBytes, emptyAnswers, fullAnswers, answerLengthDigits, answerCursorBytes }: NetworkCounts,
  hello: string,
  arrivals: readonly Arrival[],
): Census {
  const counter = new CensusCounter();
  if (hello !== '') {
    counter.opening();
    counter.hello(hello);
  }
  for (const { id, length } of arrivals) counter.notification(id, length);
  return { ...counter.census, questions, questionCursorBytes, emptyAnswers, fullAnswers, answerLengthDigits, answerCursorBytes };
}
