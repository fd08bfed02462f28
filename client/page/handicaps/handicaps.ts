/**
 * Removes a feature from a lane, to show what it is for. It wraps only what the page hands to `openStream`; the client library and the server stay
 * unchanged.
 */
import type { TransportName } from '../../../server/stream/protocol.ts';
import { isCursor, parse } from '../../stream/read.ts';
import type { Openers } from '../race/surroundings.ts';
import type { Handicap } from '../settings/settings.ts';

/** `readyState` as the browser has it: 0 connecting, 1 open, 2 closing or, of an `EventSource`, closed, 3 closed. */
export type TellNative = (transport: 'sse' | 'websocket', readyState: number) => void;

/** A long poll that always asks from now on, as in many tutorials: it misses what was published between two polls. */
const withoutCursor =
  (ask: typeof fetch, lane: () => TransportName): typeof fetch =>
  (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (lane() !== 'long-polling' || init?.method === 'POST' || !url.searchParams.has('after')) return ask(input, init);
    url.searchParams.set('after', 'now');
    return ask(url, init);
  };

/** Registered before all other listeners, so that they never see the event. */
const silence = (target: EventTarget, type: string): void => target.addEventListener(type, (event) => event.stopImmediatePropagation());

/** Registered before all other listeners, which then see the event as `change` makes it, or not at all if it returns nothing. */
function rewrite(target: EventTarget, type: string, change: (data: string) => string | undefined): void {
  target.addEventListener(type, (event) => {
    if (!(event instanceof MessageEvent) || handled.has(event)) return;
    event.stopImmediatePropagation();
    const data = change(event.data);
    if (data === undefined) return;
    const changed = new MessageEvent(type, { data, lastEventId: event.lastEventId });
    handled.add(changed);
    target.dispatchEvent(changed);
  });
}

/** Events that were already dispatched again. */
const handled = new WeakSet<Event>();

/** A hello that promises no heartbeat, so the client never waits for one. */
const unpromised = (hello: string): string => JSON.stringify({ ...Object(parse(hello)), heartbeat: 0 });

function handicappedEventSource(Source: typeof EventSource, without: readonly Handicap[], tell: TellNative): typeof EventSource {
  return class extends Source {
    constructor(address: string | URL) {
      super(address);
      if (without.includes('heartbeat')) {
        rewrite(this, 'hello', unpromised);
        silence(this, 'heartbeat');
      }
      if (!without.includes('return')) return;
      const look = () => tell('sse', this.readyState);
      this.addEventListener('open', look);
      this.addEventListener('error', look);
      silence(this, 'error');
      look();
    }
  };
}

/** @param after the cursor that the reader had */
const changeFrame =
  (without: readonly Handicap[], after: string | undefined) =>
  (frame: string): string | undefined => {
    const message = Object(parse(frame));
    if (without.includes('heartbeat') && message.type === 'heartbeat') return undefined;
    if (message.type !== 'hello') return frame;
    return JSON.stringify({
      ...message,
      // The reader believes that it resumed, so what it skips counts as missing.
      ...(without.includes('resume') && isCursor(after) && { cursor: after }),
      ...(without.includes('heartbeat') && { heartbeat: 0 }),
    });
  };

function handicappedWebSocket(Socket: typeof WebSocket, without: readonly Handicap[], tell: TellNative): typeof WebSocket {
  return class extends Socket {
    constructor(address: string | URL) {
      const url = new URL(address);
      const after = url.searchParams.get('after') ?? undefined;
      if (without.includes('resume')) url.searchParams.delete('after');
      super(url);
      if (without.includes('resume') || without.includes('heartbeat')) rewrite(this, 'message', changeFrame(without, after));
      if (!without.includes('return')) return;
      const look = () => tell('websocket', this.readyState);
      for (const type of ['open', 'error', 'close']) this.addEventListener(type, look);
      silence(this, 'error');
      silence(this, 'close');
      look();
    }
  };
}

/**
 * @param lane the transport that carries the stream at present
 * @param tell is told the native `readyState` where a lane does not come back
 */
export const handicapped = (openers: Openers, without: readonly Handicap[], lane: () => TransportName, tell: TellNative): Openers => ({
  fetch: without.includes('cursor') ? withoutCursor(openers.fetch, lane) : openers.fetch,
  EventSource: handicappedEventSource(openers.EventSource, without, tell),
  WebSocket: handicappedWebSocket(openers.WebSocket, without, tell),
});
