import { shapeOf } from './json-text.ts';
import { requireEvent } from './log/event-name.ts';
import { PeerError, quote } from './problem.ts';
import { type Draft, limits, type Ref } from './protocol.ts';
import { isShallow, readJson, requireExact } from './read-json.ts';
import { isPlainRecord, isRecord } from './record.ts';

/** A WebSocket message, parsed. */
export type Command = { readonly ref?: Ref } & (
  | { readonly type: 'publish'; readonly draft: Draft }
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly event: string }
);

/**
 * @param text a WebSocket text message
 * @throws PeerError `bad-json` or `bad-message`; the draft of a publish is checked later, by the log
 */
export function parseCommand(text: string): Command {
  const { value, unsafe } = readJson(text);
  const message = requireObject(value);
  const ref = refOf(message);
  requireExact(unsafe);
  const named = ref === undefined ? {} : { ref };
  const { type, event, data, key } = message;
  if (type === 'publish' || type === 'broadcast') return { ...named, type: 'publish', draft: { type, event, data, key } as Draft };
  if (type === 'subscribe' || type === 'unsubscribe') {
    requireEvent(event, 'bad-message');
    return { ...named, type, event };
  }
  throw new PeerError(
    'bad-message',
    `Expected \`type\` to be "publish", "broadcast", "subscribe" or "unsubscribe"; got ${quote(type)}. See docs/protocol.md.`,
  );
}

/** Finds the `ref` of a WebSocket text message that was refused, so that the error can name it. */
export function refIn(text: string): Ref | undefined {
  try {
    if (!isShallow(shapeOf(text))) return undefined;
    return refOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function refOf(message: unknown): Ref | undefined {
  const ref = isRecord(message) ? message.ref : undefined;
  if (ref === undefined || (typeof ref === 'number' && Number.isFinite(ref))) return ref;
  if (typeof ref === 'string' && ref.length <= limits.refLength) return ref;
  throw new PeerError(
    'bad-message',
    `Expected \`ref\` to be a number or a string of at most ${limits.refLength} characters; got ${quote(ref)}. Count your messages.`,
  );
}

function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (isPlainRecord(value)) return value;
  throw new PeerError('bad-message', `Expected a message, {"event":…,"data":…}; got ${quote(value)}. Send an object.`);
}
