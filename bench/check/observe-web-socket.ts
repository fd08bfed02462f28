import type { StreamSpeech } from '../dialects/dialect.ts';
import type { Endpoint } from './endpoint.ts';
import type { Marks } from './marks.ts';
import type { Observation, Rest } from './watch/observation.ts';
import { foreignOrigin, type Times } from './watch/place.ts';
import { orderOf, StreamWatch } from './watch/stream-watch.ts';
import { isTooBusy } from './watch/usable.ts';
import { type HeardSocket, openSocket, type SocketOptions } from './web-socket.ts';

type Open = (options?: SocketOptions) => HeardSocket;

/** Follows a WebSocket, publishes, and comes back. @returns what listens to its silence then, and says goodbye */
export async function observeWebSocket(endpoint: Endpoint, speech: StreamSpeech, marks: Marks | undefined, times: Times): Promise<Rest> {
  const open: Open = (options) => openSocket(endpoint, speech, marks?.epoch ?? '', options);
  const watch = new StreamWatch(endpoint, marks, times);
  const first = open();
  try {
    const opened = await watch.opened(first);
    const foreignSocket = await foreignSocketOf(open, first, marks, times);
    const deflate = await deflateOf(open, times);
    const { heard, comeback } = await watch.comesBack(first, (cursor) => open({ cursor }));
    const answersPing = await pongOf(heard, times);
    const order = [first, heard].map(orderOf);
    return async () => {
      const silence = await watch.listens(heard);
      const closeCode = await closeCodeOf(heard, times);
      const longMessage = times.isHostile ? await longMessageOf(open, times) : undefined;
      return {
        kind: 'websocket',
        ...(first.head && { head: first.head.fields }),
        ...opened,
        ...(marks && { doubled: order.reduce((sum, { doubled }) => sum + doubled, 0), reordered: order.some(({ reordered }) => reordered) }),
        ...(comeback && { comeback }),
        ...(foreignSocket && { foreignSocket }),
        ...(deflate !== undefined && { deflate }),
        ...(longMessage && { longMessage }),
        ...(answersPing !== undefined && { answersPing }),
        ...(closeCode !== undefined && { closeCode }),
        silence,
      };
    };
  } finally {
    first.cut();
  }
}

const isUpgraded = ({ head }: HeardSocket): boolean => head?.status === 101;
const settled = (heard: HeardSocket, { answer }: Times): Promise<boolean> => heard.changes.until(() => heard.isSubscribed || heard.isOver, answer);

/**
 * Whether a page of somebody else is served: the handshake alone says nothing, because a server may refuse with a Close frame that says why.
 * @returns `undefined` if the own page is not served in time either, or the server is too busy: then nothing is said of the other
 */
async function foreignSocketOf(open: Open, own: HeardSocket, marks: Marks | undefined, times: Times): Promise<Observation['foreignSocket']> {
  const heard = open({ origin: foreignOrigin });
  try {
    await settled(heard, times);
    if (heard.head && isTooBusy(heard.head)) return undefined;
    if (!isUpgraded(heard) || heard.isOver) return 'refused';
    if (marks) return await marksOfBoth(heard, own, marks, times);
    for (const one of [own, heard]) one.ping();
    await heard.changes.until(() => heard.pongs > 0 || heard.isOver, times.grace);
    if (heard.isOver) return 'refused';
    if (heard.pongs > 0) return 'pong';
    return own.pongs > 0 ? 'refused' : undefined;
  } finally {
    heard.cut();
  }
}

/** Marks that a foreign page has to miss. The first may come too early: some servers answer the handshake, and count the page among their readers a moment later. */
const mostMissed = 2;

async function marksOfBoth(heard: HeardSocket, own: HeardSocket, marks: Marks, times: Times): Promise<'mark' | 'refused' | undefined> {
  for (let missed = 0; missed < mostMissed; missed += 1) {
    const number = await marks.publish();
    await own.changes.until(() => own.marks.includes(number) || own.isOver, times.answer);
    await heard.changes.until(() => heard.marks.length > 0 || heard.isOver, times.grace);
    if (heard.marks.length > 0) return 'mark';
    if (heard.isOver) return 'refused';
    if (!own.marks.includes(number)) return undefined;
  }
  return 'refused';
}

/** What is chosen when compression is offered as browsers do. */
async function deflateOf(open: Open, { answer }: Times): Promise<string | undefined> {
  const heard = open({ more: [['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits']] });
  await heard.changes.until(() => heard.head !== undefined || heard.isOver, answer);
  heard.cut();
  const { head } = heard;
  if (head?.status !== 101) return undefined;
  const chosen = head.fields['sec-websocket-extensions'] ?? '';
  return chosen.includes('permessage-deflate') ? chosen : '';
}

/** FIN and text; masked, with a length of eight bytes: 1 GiB; a mask of zeros (RFC 6455, 5.2). */
const announcement = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]);
const begun = Buffer.alloc(2 ** 20, 'x');

/** Announces far more than is sent: a server with a limit refuses. */
async function longMessageOf(open: Open, times: Times): Promise<Observation['longMessage']> {
  const heard = open();
  try {
    await settled(heard, times);
    if (!isUpgraded(heard) || heard.isOver) return undefined;
    heard.write(announcement);
    heard.write(begun);
    if (!(await heard.changes.until(() => heard.isOver, times.grace))) return 'kept';
    const next = open();
    await next.changes.until(() => next.head !== undefined || next.isOver, times.answer);
    next.cut();
    return next.head ? 'refused' : 'died';
  } finally {
    heard.cut();
  }
}

async function pongOf(heard: HeardSocket, { grace }: Times): Promise<boolean | undefined> {
  if (heard.isOver) return undefined;
  heard.ping();
  const came = await heard.changes.until(() => heard.pongs > 0 || heard.isOver, grace);
  return came && heard.pongs === 0 ? undefined : came;
}

/** Says goodbye. @returns the code that came back, 1006 if the connection closed without one; `undefined` if it was over already */
async function closeCodeOf(heard: HeardSocket, { grace }: Times): Promise<number | undefined> {
  try {
    if (heard.isOver) return undefined;
    heard.close();
    await heard.changes.until(() => heard.isOver, grace);
    return heard.closeCode ?? 1006;
  } finally {
    heard.cut();
  }
}
