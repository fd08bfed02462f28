import type { Host } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import { parseQuestion } from '../../../stream/question.ts';
import { chosen } from './chosen.ts';
import type { NaiveReading } from './reading.ts';

/** Milliseconds that a question waits, in which notifications are collected, and at most between question and answer. */
const [usual, long, collects] = [5_000, 25_000, 100] as const;

/** `/naive/forgetful`: long-polling as many tutorials have it. A question waits for the next notification, which is the answer. `?change=` chooses a change to it. */
export function mountNaiveForgetful(host: Host, reading: NaiveReading): void {
  host.route('GET', '/naive/forgetful/stream/long-polling', (request, response) => {
    const change = chosen(request.url, 'change', ['none', 'hold', 'batch', 'cursor']);
    const { seq } = reading.start(change === 'cursor' ? parseQuestion(request.url).after : undefined);
    reading.room.require();
    const leave = reading.room.enter(response);
    // Without a change an answer holds the notification that ended the wait, as with `once` of an EventEmitter.
    const most = change === 'batch' || change === 'cursor' ? undefined : 1;
    const answer = () => {
      over();
      const entries = reading.since(seq).slice(0, most);
      const notifications = entries.map(({ json }) => JSON.parse(json.toString()));
      answerJson(response, 200, { cursor: entries.at(-1)?.id ?? reading.start(undefined).hello.cursor, notifications });
    };
    let waiting = setTimeout(answer, change === 'hold' ? long : usual);
    let due = false;
    const stop = reading.follow(seq, () => {
      if (due) return;
      due = true;
      clearTimeout(waiting);
      waiting = setTimeout(answer, change === 'batch' ? collects : 0);
    });
    const over = () => {
      for (const end of [stop, leave, () => clearTimeout(waiting)]) end();
    };
    response.once('close', over);
  });
}
