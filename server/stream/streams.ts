import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { checkStreamsOptions, type StreamsOptions } from './attach-options.ts';
import { number } from './check-options.ts';
import { hostGuard } from './guard/host-names.ts';
import { originGuard } from './guard/origin.ts';
import { optionsOf } from './guard/remedies.ts';
import { checkRights, type Rights } from './guard/rights.ts';
import { usualLifetime } from './guard/tickets.ts';
import { NodeHost } from './http/node-host.ts';
import type { HostOptions, StreamHost } from './http/stream-host.ts';
import { Observation } from './observe/observer.ts';
import { type Offering, offerStreams } from './offer-streams.ts';
import { PeerError } from './problem.ts';
import type { AnyEvents, DraftOf, EventName } from './typed-events.ts';

export interface TicketOptions {
  /**
   * Milliseconds to use the ticket in.
   * @default 30_000
   * @example 5_000
   */
  readonly lifetime?: number;
}

export interface CloseOptions {
  /**
   * Milliseconds after which a stream that has not ended is cut; the closing handshake of a WebSocket has a second at most.
   * @default 1_000
   * @example 5_000
   */
  readonly grace?: number;
}

/** What a program does with its streams, wherever they stand. */
export interface StreamControls<Events = AnyEvents> {
  /** Readers at present: push connections and held polls. */
  readonly followers: () => number;
  /** Tickets that were given out and could be used at present. */
  readonly tickets: () => number;
  /**
   * `log.append`, with the types of the events.
   * @returns the ids, once stored
   * @throws PeerError, as `log.append` does
   */
  append(drafts: readonly DraftOf<Events>[]): Promise<readonly string[]>;
  /**
   * Ends the open streams of somebody, and takes back his tickets. He may come back, and is asked anew.
   * @param who as `authorize` has named him
   * @returns how many streams were ended
   */
  revoke(who: string): number;
  /**
   * A text that stands in for `authorize` once, as `?ticket=`: for the `EventSource` and the `WebSocket` of a browser, which cannot set headers.
   * @throws TypeError or RangeError for what cannot be used, Error where there is no `authorize`, PeerError `unavailable` when 10,000 wait to be used
   */
  ticket(rights: Rights<EventName<Events>>, options?: TicketOptions): string;
  /**
   * Says goodbye to every open stream, and takes paths and listeners away. Calling it twice is harmless.
   * @returns a promise of when all streams have ended
   */
  close(options?: CloseOptions): Promise<void>;
}

/** Streams for a server of `node:http` or `node:https`, which hands them its requests and upgrades. */
export interface Streams<Events = AnyEvents> extends StreamControls<Events> {
  /** To be given every request of the server. @returns true if it was one of the streams', whatever became of it */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** To be given every upgrade. @returns true if it was one of the streams', whatever became of it; the socket of another is the caller's to end */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/**
 * Polling, long-polling, SSE and WebSocket over one log, on `node:http` alone.
 * @throws TypeError or RangeError for options that cannot be used
 * @example
 * const streams = createStreams({ log: memoryLog() });
 * const server = createServer((request, response) => {
 *   if (!streams.handle(request, response)) response.writeHead(404).end();
 * });
 * server.on('upgrade', (request, socket, head) => {
 *   if (!streams.upgrade(request, socket, head)) socket.destroy();
 * });
 */
export function createStreams<Events = AnyEvents>(options: StreamsOptions<Events>): Streams<Events> {
  checkStreamsOptions('createStreams', 'createStreams({ log })', options);
  const { host, controls } = placeStreams('createStreams', options, (hostOptions) => new NodeHost(hostOptions));
  return {
    ...controls,
    handle: (request, response) => host.handle(request, response),
    upgrade: (request, socket, head) => host.upgrade(request, socket, head),
    async close(options) {
      // Meanwhile whoever comes is told so.
      await controls.close(options);
      host.close();
    },
  };
}

/** @throws TypeError or RangeError */
export function placeStreams<Events, Where extends StreamHost>(
  call: string,
  options: StreamsOptions<Events>,
  place: (options: HostOptions) => Where,
): { readonly host: Where; readonly controls: StreamControls<Events> } {
  const { hosts, origins = [], onError = report, heartbeat = 15_000, stall = 30_000, observe, ...offered } = options;
  const remedies = optionsOf(call);
  const guards = { host: hosts ? hostGuard(hosts, remedies) : () => {}, origin: originGuard(origins), remedies, onRefusal: onError };
  const observation = observe && new Observation(observe, onError);
  const offering = offerStreams((placing) => place({ guards, onError, ...placing }), { ...offered, heartbeat, stall, observation });
  return { host: offering.host, controls: controlsOf(options, offering) };
}

/** A refusal is told in a line; it is nobody's mistake here, and its stack says nothing. */
const report = (error: unknown) => console.error(error instanceof PeerError ? `transport-lab refused a request: ${error.message}` : error);

const controlsOf = <Events>(
  { log, authorize }: StreamsOptions<Events>,
  { admission, followers, end }: Offering<StreamHost>,
): StreamControls<Events> => ({
  followers,
  tickets: () => admission.tickets.size,
  append: (drafts) => log.append(drafts as Parameters<typeof log.append>[0]),
  revoke(who) {
    admission.tickets.revoke(who);
    return admission.open.revoke(who);
  },
  ticket(rights, { lifetime = usualLifetime } = {}) {
    if (!authorize)
      throw new Error('Expected streams with the option `authorize`, which a ticket stands in for; got none. Without it everybody may read.');
    checkRights('ticket', rights);
    requireMilliseconds('lifetime', 'ticket', lifetime, 1);
    return admission.tickets.give({ ...rights }, lifetime);
  },
  async close({ grace = 1_000 } = {}) {
    requireMilliseconds('grace', 'close', grace, 0);
    await end(grace);
  },
});

/** Milliseconds; an hour. */
const longest = 3_600_000;

/** @throws RangeError or TypeError */
function requireMilliseconds(name: string, call: string, value: unknown, least: number): void {
  const { fits, expected } = number(least, longest);
  if (fits(value)) return;
  const Kind = typeof value === 'number' ? RangeError : TypeError;
  throw new Kind(`Expected \`${name}\` of ${call} to be ${expected}; got ${String(value)}. It is in milliseconds.`);
}
