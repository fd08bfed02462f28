import type { Answer, TransportName } from '../../server/protocol.ts';
import { ask } from './ask.ts';
import { type Connection, type Failure, type Question, type Sink, streamUrl } from './transport.ts';

/** What the two polling transports differ in. */
export interface Rhythm {
  /** Where the next question goes. The first one always goes to `polling`, which answers at once and so says hello. */
  readonly name: TransportName;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Milliseconds until the next question. */
  pause(): number;
}

/** Asks, tells, moves the cursor, and asks again; never twice at once. */
export function pollLoop(question: Question, sink: Sink, rhythm: Rhythm): Connection {
  let after = question.after;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  let closed = false;

  const exchange = async (name: TransportName, timeout: number) => {
    controller = new AbortController();
    sink.asked();
    const url = streamUrl(question, name, after);
    if (name === 'long-polling') url.searchParams.set('hold', `${question.hold}`);
    return ask(question.fetch, url, timeout, controller);
  };
  const step = async (first: boolean) => {
    const answer = await exchange(first ? 'polling' : rhythm.name, first ? question.patience : rhythm.timeout);
    if (closed) return;
    if (first) sink.hello({ cursor: startOf(answer, after), heartbeat: 0 });
    if (answer) tell(answer, sink);
    after = answer?.cursor ?? after;
    if (!answer && after) sink.cursor(after);
    if (!closed) timer = setTimeout(run, answer?.more ? 0 : rhythm.pause(), false);
  };
  const run = (first: boolean) => {
    step(first).catch((failure: Failure) => sink.lost(failure));
  };
  run(true);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      controller.abort();
    },
  };
}

function tell({ gap, notifications, cursor }: Answer, sink: Sink): void {
  if (gap) sink.gap(gap);
  for (const notification of notifications) sink.notification(notification);
  sink.cursor(cursor);
}

/** Where reading started: what was asked for, or the place before the first that came. */
function startOf(answer: Answer | undefined, after: string | undefined): string {
  if (!answer || after?.includes('-')) return after as string;
  const [epoch, seq] = (answer.notifications[0]?.id ?? '').split('-');
  return seq ? `${epoch}-${Number(seq) - 1}` : answer.cursor;
}
