import type { Answer, TransportName } from '../../server/stream/protocol.ts';
import { ask } from './ask.ts';
import { split } from './read.ts';
import { type ClientTransport, type Connection, type Question, type Sink, streamUrl } from './transport.ts';

/** Milliseconds: an empty answer that comes sooner was not waited for. */
const hasty = 500;

/** What those who ask question by question differ in. */
export interface Rhythm {
  /** Where the next question goes. The first one always goes to `polling`, which answers at once and so says hello. */
  readonly name: TransportName;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Milliseconds until the next question. */
  pause(): number;
  /** Ends the loop as soon as everything has been told. */
  done?(): void;
}

/** Asks, tells, moves the cursor, and asks again; never twice at once. */
export function pollLoop(question: Question, sink: Sink, rhythm: Rhythm): Connection {
  const controller = new AbortController();
  let { after } = question;
  let timer: ReturnType<typeof setTimeout>;
  let fruitless = 0;

  const exchange = (name: TransportName, timeout: number) => {
    sink.asked();
    const url = streamUrl(question, name, after);
    if (name === 'long-polling') url.searchParams.set('hold', `${question.hold}`);
    return ask(question, url, timeout, controller);
  };
  const step = async (first: boolean) => {
    const asked = performance.now();
    const answer = await exchange(first ? 'polling' : rhythm.name, first ? question.patience : rhythm.timeout);
    if (controller.signal.aborted) return;
    if (first) sink.hello({ cursor: startOf(answer, after), heartbeat: 0 });
    if (answer) tell(answer, sink);
    const quick = rhythm.name === 'long-polling' && performance.now() - asked < hasty;
    fruitless = leadsNowhere(answer, after, quick) ? fruitless + 1 : 0;
    after = answer?.cursor ?? after;
    if (!answer) sink.cursor(after);
    if (controller.signal.aborted) return;
    if (rhythm.done && !answer?.more) return rhythm.done();
    const pause = answer?.more ? 0 : rhythm.pause();
    // There the jitter must not be nothing.
    timer = setTimeout(run, fruitless > 1 ? Math.max(pause, question.backoff(fruitless - 1, 0.5)) : pause, false);
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
  subscribe: (question, sink) => pollLoop(question, sink, { name: 'polling', timeout: question.patience, pause: () => 0, done }),
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
