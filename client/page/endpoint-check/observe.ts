import type { HeardEvents } from '../../../bench/check/watch/heard-events.ts';
import type { Observation, Rest, Silence } from '../../../bench/check/watch/observation.ts';
import { observePolls } from '../../../bench/check/watch/poll-watch.ts';
import { orderOf, StreamWatch } from '../../../bench/check/watch/stream-watch.ts';
import { openEventStream } from './event-stream.ts';
import { PageMarks, textBook } from './marks.ts';
import { PagePoller } from './poller.ts';
import type { Request } from './request.ts';
import { openSocket, type PageSocket } from './web-socket.ts';

/** What ends everything that is open. */
type Cuts = Set<() => void>;

function observeEventStream(request: Request, marks: PageMarks | undefined, cuts: Cuts): Promise<Rest> {
  return observeStream(request, marks, cuts, {
    open: (cursor) => openEventStream(request, textBook(marks?.epoch ?? ''), cursor),
    rest: (opened, silence) => eventsSeen(opened, silence),
  });
}

/** What only an event stream shows. A browser always asks for compression, so its effect alone cannot be seen. */
function eventsSeen(opened: readonly HeardEvents<string>[], silence: Silence): Partial<Observation> {
  const fields = opened[0]?.head?.fields ?? {};
  const hasId = opened.find((heard) => heard.hasId !== undefined)?.hasId;
  const encoding = fields['content-encoding'];
  return {
    head: fields,
    hasRetry: opened.some(({ hasRetry }) => hasRetry),
    silence,
    ...(hasId !== undefined && { hasId }),
    ...(encoding !== undefined && { compression: { encoding } }),
  };
}

function observeWebSocket(request: Request, marks: PageMarks | undefined, cuts: Cuts): Promise<Rest> {
  return observeStream(request, marks, cuts, {
    open: (cursor) => openSocket(request, textBook(marks?.epoch ?? ''), cursor),
    rest: (opened, silence) => socketSeen(opened, silence, request.times.grace),
  });
}

/** What only a WebSocket shows. The browser answers pings without telling the page, so silence without a message proves nothing. */
async function socketSeen(opened: readonly PageSocket[], silence: Silence, grace: number): Promise<Partial<Observation>> {
  const last = opened.at(-1);
  const wasOpen = last?.isOver === false;
  if (wasOpen) {
    last.close();
    await last.changes.until(() => last.isOver, grace);
  }
  return {
    deflate: opened[0]?.extensions ?? '',
    ...(wasOpen && { closeCode: last.closeCode ?? 1006 }),
    ...((silence.heartbeat || silence.ended !== undefined) && { silence }),
  };
}

interface Connections<Kind> {
  open(cursor?: string): Kind;
  /** What else this kind of endpoint shows. @param opened connections, in the order of opening */
  rest(opened: readonly Kind[], silence: Silence): Partial<Observation> | Promise<Partial<Observation>>;
}

/** Follows a stream, publishes, cuts and comes back. @returns a function that listens to its silence then */
async function observeStream<Kind extends HeardEvents<string> | PageSocket>(
  request: Request,
  marks: PageMarks | undefined,
  cuts: Cuts,
  { open, rest }: Connections<Kind>,
): Promise<Rest> {
  const tracked = (cursor?: string): Kind => {
    const heard = open(cursor);
    cuts.add(() => heard.cut());
    return heard;
  };
  const watch = new StreamWatch(request, marks, request.times);
  const first = tracked();
  const opened = await watch.opened(first);
  const { heard, comeback } = await watch.comesBack(first, tracked);
  const order = [first, heard].map(orderOf);
  return async () => {
    const silence = await watch.listens(heard);
    const own = await rest([first, heard], silence);
    return {
      kind: request.kind,
      ...opened,
      ...own,
      ...(marks && { doubled: order.reduce((sum, { doubled }) => sum + doubled, 0), reordered: order.some(({ reordered }) => reordered) }),
      ...(comeback && { comeback }),
    };
  };
}

/**
 * Observes an endpoint as a page can. At most two connections are open at a time, and every wait has an end.
 * @param signal ends it @param told is called before each step, with a clause
 * @throws CheckError if it cannot be judged
 */
export async function observe(request: Request, signal: AbortSignal, told: (step: string) => void): Promise<Observation> {
  const cuts: Cuts = new Set();
  const cutAll = () => {
    for (const cut of cuts) cut();
  };
  signal.addEventListener('abort', cutAll, { once: true });
  try {
    told(`Looking at ${request.kind}:${request.url.href}`);
    const marks = request.publish && new PageMarks(request, signal);
    const rest = await begin(request, marks, cuts);
    told(`Listening to the silence, for at most ${request.times.silence / 1_000} s`);
    return await rest();
  } finally {
    signal.removeEventListener('abort', cutAll);
    cutAll();
  }
}

function begin(request: Request, marks: PageMarks | undefined, cuts: Cuts): Promise<Rest> {
  if (request.kind === 'sse') return observeEventStream(request, marks, cuts);
  if (request.kind === 'websocket') return observeWebSocket(request, marks, cuts);
  return observePolls(request, new PagePoller(request, textBook(marks?.epoch ?? ''), cuts), marks, request.times);
}
