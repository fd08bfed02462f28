import type { Speech } from '../../../bench/check/watch/heard.ts';
import type { DialectName } from './request.ts';

/** How a server speaks, in text. */
interface TextDialect extends Speech<string> {
  /** What is asked to go on behind a cursor. */
  ask(url: URL, cursor: string | undefined): { readonly url: URL; readonly headers: Readonly<Record<string, string>> };
  /** The cursor of the next poll. */
  cursorOf(headers: Headers, body: string): string | undefined;
  /** Whether a poller should ask again at once. */
  hasMore(body: string): boolean;
}

const cursorIn = (text: string): string | undefined => /"(?:cursor|to)":"([^"]*)"/.exec(text)?.[1];

/** The lab, and every server that has `attach` (docs/protocol.md). */
const lab: TextDialect = {
  greets: true,
  ask(url, cursor) {
    const asked = new URL(url);
    if (cursor !== undefined) asked.searchParams.set('after', cursor);
    return { url: asked, headers: {} };
  },
  hear(text, reader) {
    const isHello = /^event: hello$|^\{"type":"hello"/m.test(text);
    if (isHello || /^event: gap$|^\{"type":"gap"/m.test(text)) reader.cursor = cursorIn(text) ?? reader.cursor;
    else reader.cursor = /^\{"id":"([^"]*)"/.exec(text)?.[1] ?? reader.cursor;
    if (isHello) reader.subscribed();
  },
  cursorOf: (_headers, body) => cursorIn(body.slice(0, 200)),
  hasMore: (body) => body.slice(-40).includes('"more":true'),
};

/** What the standards say: the last id comes back as Last-Event-ID, polls are conditional, and a WebSocket has no cursor. */
const plain = (kind: 'sse' | 'websocket' | 'polls'): TextDialect => ({
  ask(url, cursor) {
    const name = { sse: 'Last-Event-ID', polls: 'If-None-Match', websocket: '' }[kind];
    return { url, headers: cursor === undefined || name === '' ? {} : { [name]: cursor } };
  },
  cursorOf: (headers) => headers.get('etag') ?? undefined,
  hasMore: () => false,
});

export const textDialect = (name: DialectName, kind: 'sse' | 'websocket' | 'polls'): TextDialect => (name === 'lab' ? lab : plain(kind));
