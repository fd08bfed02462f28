import type { StreamSpeech } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';
import type { Endpoint } from './endpoint.ts';
import { openEventStream } from './event-stream.ts';
import type { Marks } from './marks.ts';
import type { HeardEvents } from './watch/heard-events.ts';
import type { Observation, Rest } from './watch/observation.ts';
import { foreignOrigin, type Times } from './watch/place.ts';
import { orderOf, StreamWatch } from './watch/stream-watch.ts';
import { foreignPage, isTooBusy } from './watch/usable.ts';

/** As browsers ask, without zstd, which Node 20 cannot read. */
const asked = 'gzip, deflate, br';
const compressed: Fields = [['Accept-Encoding', asked]];

/** Follows an event stream, publishes, and comes back. @returns what listens to its silence then: nothing may be published meanwhile */
export async function observeEventStream(endpoint: Endpoint, speech: StreamSpeech, marks: Marks | undefined, times: Times): Promise<Rest> {
  const open = (cursor?: string, more?: Fields) => openEventStream(endpoint, speech, marks?.epoch ?? '', cursor, more);
  const watch = new StreamWatch(endpoint, marks, times);
  const first = open();
  try {
    const opened = await watch.opened(first);
    const foreign = await foreignPageOf(open(undefined, [['Origin', foreignOrigin]]), watch.headWait);
    // If a stream without compression comes late too, something else keeps it back, and nothing can be said of the compressor.
    const isLate = opened.headHeld === true || (opened.firstBehind ?? 1) > 1;
    const compression = isLate ? undefined : await compressionOf(open(undefined, compressed), first, marks, { ...times, answer: watch.headWait });
    const { heard, comeback } = await watch.comesBack(first, open);
    const order = [first, heard].map(orderOf);
    return async () => {
      const silence = await watch.listens(heard).finally(() => heard.cut());
      const hasId = first.hasId ?? heard.hasId;
      return {
        kind: 'sse',
        ...(first.head && { head: first.head.fields }),
        ...opened,
        ...(hasId !== undefined && { hasId }),
        hasRetry: first.hasRetry || heard.hasRetry,
        ...(marks && { doubled: order.reduce((sum, { doubled }) => sum + doubled, 0), reordered: order.some(({ reordered }) => reordered) }),
        ...(comeback && { comeback }),
        ...(compression && { compression }),
        ...(foreign && { foreignPage: foreign }),
        silence,
      };
    };
  } finally {
    first.cut();
  }
}

/** What a page of somebody else may read of it. */
async function foreignPageOf(heard: HeardEvents<Buffer>, wait: number): Promise<Observation['foreignPage']> {
  await heard.changes.until(() => heard.head !== undefined || heard.isOver, wait);
  heard.cut();
  return heard.head && !isTooBusy(heard.head) ? foreignPage(heard.head) : undefined;
}

/** Whether a compressed stream comes as early as one without compression. A compressor that has not filled its first block keeps the head back as well. */
async function compressionOf(
  heard: HeardEvents<Buffer>,
  plain: HeardEvents<Buffer>,
  marks: Marks | undefined,
  times: Times,
): Promise<Observation['compression']> {
  try {
    await heard.changes.until(() => heard.isSubscribed || heard.isOver, times.answer);
    if (isUncompressed(heard)) return undefined;
    if (!marks) return { encoding: encodingOf(heard) ?? asked };
    const number = await marks.publish();
    await plain.changes.until(() => plain.marks.includes(number) || plain.isOver, times.answer);
    const came = await heard.changes.until(() => heard.marks.includes(number) || heard.isOver, times.grace);
    if (isUncompressed(heard)) return undefined;
    return { encoding: encodingOf(heard) ?? asked, ...(plain.marks.includes(number) && { held: !came }) };
  } finally {
    heard.cut();
  }
}

const encodingOf = ({ head }: HeardEvents<Buffer>): string | undefined => head?.fields['content-encoding'];

/** The head says so, or none will come. */
const isUncompressed = (heard: HeardEvents<Buffer>): boolean => (heard.head ? (encodingOf(heard) || 'identity') === 'identity' : heard.isOver);
