import type { ServerResponse } from 'node:http';
import type { Follower } from '../delivery/fan-out.ts';
import type { PollAnswers } from '../delivery/poll-answers.ts';
import { parseQuestion, type Question } from '../input.ts';
import { Filter } from '../log/filter.ts';
import type { Stop } from '../log/notification-log.ts';
import type { Window } from '../log/window.ts';
import { answerPoll } from './poll-response.ts';
import type { Delivery, ServerTransport } from './transport.ts';

/** The client holds the cursor; the server parks the question until the next append that matters, or until the hold ends. */
export const longPolling: ServerTransport = {
  name: 'long-polling',

  mount(host, delivery) {
    const parked = new Set<ParkedPoll>();
    host.route('GET', '/stream/long-polling', (request, response) => {
      const question = parseQuestion(request.url);
      const place = delivery.log.window.place(question.after);
      // Pipelined behind an answer that is still owed, a question is not parked: one connection could park any number, and none would be missed.
      if (question.after === undefined || place.gap || !response.socket) {
        answerPoll(response, question.after, delivery.answers.at(place, Filter.of(question.events)));
        return;
      }
      const poll = new ParkedPoll(delivery, response, question, place.seq);
      parked.add(poll);
      response.once('close', () => {
        poll.leave();
        parked.delete(poll);
      });
      poll.advance();
    });
    return () => {
      for (const poll of parked) poll.answer();
    };
  },
};

class ParkedPoll implements Follower {
  readonly #window: Window;
  readonly #answers: PollAnswers;
  readonly #response: ServerResponse;
  readonly #question: Question;
  readonly #filter: Filter;
  readonly #unfollow: Stop;
  readonly #holding: NodeJS.Timeout;
  /** The position that the client knows, and the last notification examined since. */
  readonly #asked: number;
  #seq: number;

  constructor({ log, answers, fanOut }: Delivery, response: ServerResponse, question: Question, seq: number) {
    this.#window = log.window;
    this.#answers = answers;
    this.#response = response;
    this.#question = question;
    this.#filter = Filter.of(question.events);
    this.#asked = seq;
    this.#seq = seq;
    this.#unfollow = fanOut.follow(this);
    this.#holding = setTimeout(() => this.answer(), question.hold * 1_000);
  }

  advance(): boolean {
    if (this.#seq === this.#window.head) return false;
    const place = this.#window.resume(this.#seq);
    const answer = this.#answers.at(place, this.#filter);
    // Half a window leaves the client the other half to come back in.
    if (answer.worth || (answer.to - this.#asked) * 2 >= this.#window.capacity) this.answer();
    else this.#seq = answer.to;
    return false;
  }

  sweep(): void {}

  /** Answers with what there is, at the latest with the cursor alone. */
  answer(): void {
    if (this.#response.writableEnded) return;
    this.leave();
    answerPoll(this.#response, this.#question.after, this.#answers.at(this.#window.resume(this.#seq), this.#filter));
  }

  leave(): void {
    this.#unfollow();
    clearTimeout(this.#holding);
  }
}
