import type { ServerResponse } from 'node:http';
import type { Follower } from '../delivery/fan-out.ts';
import type { PollAnswer } from '../delivery/poll-answers.ts';
import type { Grant } from '../guard/grant.ts';
import { releaseHead } from '../http/release-head.ts';
import { hasWaited } from '../http/turns.ts';
import type { Filter } from '../log/filter.ts';
import type { Stop } from '../log/notification-log.ts';
import type { CloseReason } from '../observe/observer.ts';
import { type LongQuestion, parseLongQuestion } from '../question.ts';
import { type Farewell, farewellOfAnswer } from './farewell.ts';
import { type Answering, answerPoll, known } from './poll-response.ts';
import { PollingConnection, type WaitingPoll } from './polling-connection.ts';
import type { Delivery, ServerTransport } from './transport.ts';

/** The client keeps the cursor. The server holds the request until there is a notification for it, or until the hold ends. */
export const longPolling: ServerTransport = {
  name: 'long-polling',

  mount(host, delivery) {
    const meter = delivery.observation?.meter('long-polling');
    const answering = { stalls: delivery.stalls, meter };
    const polls: HeldPolls = { ...delivery, answering };
    host.route('GET', '/stream/long-polling', (request, response) => {
      const question = parseLongQuestion(request.url);
      return delivery.admission.reader(request, 'long-polling', question, (filter, grant) => {
        const place = delivery.log.window.place(question.after);
        // A pipelined request is not held: its client does not have the earlier answer yet, and so not the right cursor.
        if (question.after === undefined || place.gap || hasWaited(response)) {
          answerPoll(response, known(question.after, place), delivery.answers.at(place, filter), answering);
          return;
        }
        // More to examine: a gap lies behind what the filter did not pass.
        const connection = PollingConnection.of(request.socket);
        if (new HeldPoll(polls, response, question, { seq: place.seq, filter, grant, connection }).advance()) delivery.fanOut.wake();
        if (!response.writableEnded) releaseHead(request);
      });
    });
    return () => delivery.fanOut.followers.flatMap((follower) => (follower instanceof HeldPoll ? [follower.sayGoodbye()] : []));
  },
};

/** Shared by all held polls. */
interface HeldPolls extends Delivery {
  readonly answering: Answering;
}

/** Where the poll reads from, what it may read, and where it waits. */
interface Reading {
  readonly connection: PollingConnection;
  readonly seq: number;
  readonly filter: Filter;
  readonly grant: Grant;
}

/** One held poll. There may be thousands, so each keeps little memory. */
class HeldPoll implements Follower, WaitingPoll {
  before: Follower | undefined;
  behind: Follower | undefined;
  readonly #polls: HeldPolls;
  readonly #response: ServerResponse;
  readonly #filter: Filter;
  readonly #connection: PollingConnection;
  readonly #unfollow: Stop;
  /** The position of the request. */
  readonly #asked: number;
  /** The same if the client sent a cursor, not `earliest` or `now`. */
  readonly #known: number | undefined;
  /** The last notification that was examined. */
  #seq: number;

  constructor(polls: HeldPolls, response: ServerResponse, { after, hold }: LongQuestion, { seq, filter, grant, connection }: Reading) {
    this.#polls = polls;
    this.#response = response;
    this.#known = known(after, { seq });
    this.#filter = filter;
    this.#connection = connection;
    this.#asked = seq;
    this.#seq = seq;
    polls.fanOut.follow(this);
    polls.answering.meter?.opened();
    this.#unfollow = grant.follow(() => this.answer());
    connection.hold(this, hold);
  }

  advance(): boolean {
    const { answers, log } = this.#polls;
    if (this.#isOver() || this.#seq === log.window.head) return false;
    const answer = answers.at(log.window.resume(this.#seq), this.#filter);
    // Answer after half a window of filtered notifications, so that the client's cursor stays in the window until its next request.
    if (!answer.worth && (answer.to - this.#asked) * 2 < log.window.capacity) {
      this.#seq = answer.to;
      return answer.more;
    }
    this.#say(answer);
    return false;
  }

  sweep(): void {}

  /** Answers with the notifications that there are; without any, with the cursor alone. */
  answer(): void {
    const { answers, log } = this.#polls;
    if (!this.#isOver()) this.#say(answers.at(log.window.resume(this.#seq), this.#filter));
  }

  leave(): void {
    this.#end('gone');
  }

  sayGoodbye(): Farewell {
    this.answer();
    return farewellOfAnswer(this.#response);
  }

  /** Leaves if something else has answered, such as middleware that limits how long a request may take. */
  #isOver(): boolean {
    const { writableEnded } = this.#response;
    if (writableEnded) this.leave();
    return writableEnded;
  }

  #say(answer: PollAnswer): void {
    this.#end('answered');
    answerPoll(this.#response, this.#known, answer, this.#polls.answering);
  }

  #end(reason: CloseReason): void {
    const { fanOut, answering } = this.#polls;
    this.#connection.release(this);
    if (fanOut.leave(this)) answering.meter?.closed(reason);
    this.#unfollow();
  }
}
