import type { Answer } from '../../server/stream/protocol.ts';
import { ask } from './ask.ts';
import type { Filter } from './filter.ts';
import { split } from './read.ts';
import type { StreamError } from './stream-error.ts';
import { type ClientTransport, type Connection, type Question, type Sink, streamUrl } from './transport.ts';

/** Milliseconds: if an empty answer to a long poll comes sooner, nobody held the request. */
const hasty = 500;

/** The differences between polling, long polling and catching up. */
interface Rhythm {
  /** Seconds that the server may hold a request. The first request goes to `polling`: its immediate answer serves as hello. @default 0, no request is held */
  readonly hold?: number;
  /** Milliseconds until the next request. @default 0 */
  pause?(): number;
  /** Called instead of another request once an answer says that there is no more. @param exchange sends one with these events */
  done?(exchange: (events: readonly string[]) => Promise<unknown>): Promise<void>;
}

/** Sends a request, hands its answer to the sink, moves the cursor, and starts over; one request at a time. */
export function pollLoop(question: Question, sink: Sink, { hold = 0, pause = () => 0, done }: Rhythm): Connection {
  const controller = new AbortController();
  let { after } = question;
  let timer: ReturnType<typeof setTimeout>;
  let fruitless = 0;

  const exchange = (seconds: number, asked = question) => {
    sink.asked();
    const url = streamUrl(asked, seconds ? 'long-polling' : 'polling', after);
    if (seconds) url.searchParams.set('hold', `${seconds}`);
    return ask(asked, url, seconds * 1_000 + question.patience, controller);
  };
  const step = async (first: boolean) => {
    const asked = performance.now();
    const answer = await exchange(first ? 0 : hold);
    if (controller.signal.aborted) return;
    if (first) sink.hello({ cursor: startOf(answer, after), heartbeat: 0 });
    if (answer) tell(answer, sink);
    const quick = hold > 0 && performance.now() - asked < hasty;
    fruitless = leadsNowhere(answer, after, quick) ? fruitless + 1 : 0;
    after = answer?.cursor ?? after;
    if (!answer) sink.cursor(after);
    if (controller.signal.aborted) return;
    if (done && !answer?.more) return done((events) => exchange(0, { ...question, events }));
    // At least half the cap: with full jitter the wait could be 0, and the loop would not slow down.
    const brake = fruitless > 1 ? question.backoff(fruitless - 1, 0.5) : 0;
    timer = setTimeout(run, Math.max(brake, answer?.more ? 0 : pause()), false);
  };
  const run = (first: boolean) => {
    step(first).catch((thrown) => sink.lost(thrown));
  };
  run(true);
  return {
    close() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/**
 * Polls without a pause until it has reached the end of the log, and asks with the new filter then, which the server may refuse.
 * @param done gets the refusal, if it is one whatever the credentials; any other error loses the connection
 */
export const catchUp = (next: Pick<Filter, 'wanted'>, done: (refused?: StreamError) => void): ClientTransport => ({
  name: 'polling',
  subscribe: (question, sink) =>
    pollLoop(question, sink, {
      done: (exchange) =>
        exchange(next.wanted).then(
          () => done(),
          (error) => {
            if (!error.final || error.code === 'unauthorized') throw error;
            done(error);
          },
        ),
    }),
});

function tell({ gap, notifications, cursor }: Answer, sink: Sink): void {
  if (gap) sink.gap(gap);
  for (const notification of notifications) sink.notification(notification);
  sink.cursor(cursor);
}

/** An answer that did not move the cursor forward and would be asked for again at once: a gap to another log, a long poll that was not held, "more" without notifications. */
const leadsNowhere = (answer: Answer | undefined, before: string | undefined, quick: boolean): boolean =>
  !(answer && isAhead(answer.cursor, before)) && (quick || Boolean(answer?.gap ?? answer?.more));

function isAhead(cursor: string, before = ''): boolean {
  const [epoch, seq] = split(cursor);
  const [other, from] = split(before);
  return epoch === other && seq > from;
}

/** Where reading started: the cursor that was asked for, or the one before the first notification that came. */
function startOf(answer: Answer | undefined, after: string | undefined): string | undefined {
  if (!answer || after?.includes('-')) return after;
  const [epoch, seq] = split(`${answer.notifications[0]?.id ?? ''}`);
  return seq ? `${epoch}-${seq - 1}` : answer.cursor;
}
