import type { TransportName } from '../../server/stream/protocol.ts';
import type { QuestionsOf } from '../arms/asking-client.ts';
import type { PollSpeech } from './dialect.ts';
import { deliverMarks, marksOf } from './mark-reader.ts';
import { headFor, type Spoken, urlOf } from './spoken.ts';
import { requireUsable } from './usable-answer.ts';

const statuses = [200, 204, 304];

/** Polls whose answers are searched for marks. */
export const markedQuestions =
  (arm: TransportName, spoken: Spoken, speech: PollSpeech): QuestionsOf =>
  (target, { after }, meter, ledger) => {
    const url = urlOf(spoken, target);
    const marks = marksOf(meter, after);
    let cursor: string | undefined;
    let isUsable = false;
    const ask = () => headFor(spoken, target, arm, speech.ask(spoken.path, cursor));
    return {
      // A poller's first request checks that the server answers, and finds where reading starts. A held poll has no hello: its answer is a
      // notification.
      hello: () => (arm === 'polling' ? ask() : undefined),
      question() {
        meter.census.question('');
        return ask();
      },
      headed(head) {
        // After the first usable answer, only the status is checked.
        if (!isUsable || !statuses.includes(head.status)) requireUsable(head, { url, statuses });
        isUsable ||= head.status === 200;
      },
      answered(answer) {
        cursor = speech.cursorOf?.(answer) ?? cursor;
        const notifications = deliverMarks(answer.body, meter, marks, ledger);
        if (answer.body.byteLength === 0) meter.census.empty();
        else meter.census.answer({ cursor: '', notifications, length: answer.body.byteLength });
        return speech.hasMore?.(answer) ?? false;
      },
    };
  };
