import type { Answer } from '../../server/stream/protocol.ts';
import { ask } from './ask.ts';
import { split } from './read.ts';
import { type ClientTransport, type Connection, type Question, type Sink, streamUrl } from './transport.ts';

/** Milliseconds: an empty answer that comes sooner was not waited for. */
const hasty = 500;

/** What those who ask question by question differ in. */
interface Rhythm {
  /** Seconds that the server may hold each question but the first: that one goes to `polling`, which answers at once and so says hello. @default 0, none is held */
  readonly hold?: number;
  /** Milliseconds until the next question. @default none */
  pause?(): number;
  /** Ends the loop as soon as everything has been told. */
  done?(): void;
}

/** Asks, tells, moves the cursor, and asks again; never twice at once. */
export function pollLoop(question: Question, sink: Sink, { hold = 0, pause = () => 0, done }: Rhythm): Connection {
  const controller = new AbortController();
  let { after } = question;
  let timer: ReturnType<typeof setTimeout>;
  let fruitless = 0;

  const exchange = (seconds: number) => {
    sink.asked();
    const url = streamUrl(question, seconds ? 'long-polling' : 'polling', after);
    if (seconds) url.searchParams.set('hold', `${seconds}`);
    return ask(question, url, seconds * 1_000 + question.patience, controller);
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
    if (done && !answer?.more) return done();
    // There the jitter must not be nothing.
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

/** Polls up to where the log stands, as fast as it can. */
export const catchUp = (done: () => void): ClientTransport => ({
  name: 'polling',
  subscribe: (question, sink) => pollLoop(question, sink, { done }),
});

function tell({ gap, notifications, cursor }: Answer, sink: Sink): void {
  if (gap) sink.gap(gap);
  for (const notification of notifications) sink.notification(notification);
  sink.cursor(cursor);
}

/** A gap that leads to another log, a hold that is none, or more of nothing: asked again at once, that could go on for ever. */
const leadsNowhere = (answer: Answer | undefined, before: string | undefined, quick: boolean): boolean =>
  !(answer && isAhead(answer.cursor, before)) && (quick || Boolean(answer?.gap ?? answer?.more));

function isAhead(cursor: string, before = ''): boolean {
  const [epoch, seq] = split(cursor);
  const [other, from] = split(before);
  return epoch === other && seq > from;
}

/** Where reading started: what was asked for, or the place before the first that came. */
function startOf(answer: Answer | undefined, after: string | undefined): string | undefined {
  if (!answer || after?.includes('-')) return after;
  const [epoch, seq] = split(`${answer.notifications[0]?.id ?? ''}`);
  return seq ? `${epoch}-${seq - 1}` : answer.cursor;
}
