import type { TransportName } from '../../server/stream/protocol.ts';
import type { QuestionsOf } from '../arms/asking-client.ts';
import type { PollSpeech } from './dialect.ts';
import { deliverMarks, marksOf } from './mark-reader.ts';
import { headFor, type Spoken, urlOf } from './spoken.ts';
import { requireUsable } from './usable-answer.ts';

const statuses = [200, 204, 304];

/** Polls in whose answers notifications are found by their marks. */
export const markedQuestions =
  (arm: TransportName, spoken: Spoken, speech: PollSpeech): QuestionsOf =>
  (target, { after }, meter, ledger) => {
    const url = urlOf(spoken, target);
    const marks = marksOf(meter, after);
    let cursor: string | undefined;
    let isUsable = false;
    const ask = () => headFor(spoken, target, arm, speech.ask(spoken.path, cursor));
    return {
      // A poller's first question finds out whether somebody answers, and where reading starts; a held one has no other answer than a notification.
      hello: () => (arm === 'polling' ? ask() : undefined),
      question() {
        meter.census.question('');
        return ask();
      },
      headed(head) {
        // Once an answer was found to be one, only statuses can go wrong.
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
