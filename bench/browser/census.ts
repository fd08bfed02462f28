import type { TransportName } from '../../server/stream/protocol.ts';
import { type Census, CensusCounter, eventFraming, sseHello } from '../model/index.ts';
import type { NetworkCounts } from './network-watch.ts';
import type { Arrival } from './stream-page.ts';

/**
 * Exchanges of a page so far: requests and answers as the browser reports them, notifications as they came to the listener.
 * A page cannot see chunks, so each event of `sse` counts as one, which is the maximum.
 * @param hello the cursor of the server's hello, and the milliseconds of its heartbeat; `undefined` before it came
 */
export function censusOf(
  transport: TransportName,
  { questions, questionCursorBytes, emptyAnswers, fullAnswers, answerLengthDigits, answerCursorBytes }: NetworkCounts,
  hello: { readonly cursor: string; readonly heartbeat: number } | undefined,
  arrivals: readonly Arrival[],
): Census {
  const counter = new CensusCounter();
  const event = (length: number) => {
    if (transport === 'sse') counter.chunk(length);
  };
  if (hello) {
    counter.opening();
    counter.hello(hello.cursor);
    event(sseHello(hello.cursor.length, hello.heartbeat));
  }
  for (const { id, length } of arrivals) {
    counter.notification(id, length);
    event(length + eventFraming(id.length));
  }
  return { ...counter.census, questions, questionCursorBytes, emptyAnswers, fullAnswers, answerLengthDigits, answerCursorBytes };
}
