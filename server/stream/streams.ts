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
   * Milliseconds for which the ticket is valid.
   * @default 30_000
   * @example 5_000
   */
  readonly lifetime?: number;
}

export interface CloseOptions {
  /**
   * Milliseconds after which a stream that has not ended is cut. The closing handshake of a WebSocket gets at most a second.
   * @default 1_000
   * @example 5_000
   */
  readonly grace?: number;
}

/** The functions with which a program controls its streams. */
export interface StreamControls<Events = AnyEvents> {
  /** Returns the number of readers: push connections and held polls. */
  readonly followers: () => number;
  /** Returns the number of unused tickets that are still valid. */
  readonly tickets: () => number;
  /**
   * Like `log.append`, but with the types of your events.
   * @returns the ids, once the drafts are stored
   * @throws PeerError, as `log.append` does
   */
  append(drafts: readonly DraftOf<Events>[]): Promise<readonly string[]>;
  /**
   * Ends the open streams of a user and deletes the user's tickets. If the client reconnects, `authorize` is called again.
   * @param who the name that `authorize` returned
   * @returns how many streams were ended
   */
  revoke(who: string): number;
  /**
   * Creates a ticket. The request that sends it as `?ticket=` gets these rights without `authorize`. For `EventSource` and `WebSocket` in a browser, which cannot set headers.
   * @throws TypeError or RangeError for a wrong argument, Error without the option `authorize`, PeerError `unavailable` if 10,000 tickets are unused
   */
  ticket(rights: Rights<EventName<Events>>, options?: TicketOptions): string;
  /**
   * Ends every open stream, and removes paths and listeners: a WebSocket gets a Close frame (1001), a waiting long poll 204, an event stream the end of its body. May be called twice.
   * @returns a promise that resolves when all streams have ended
   */
  close(options?: CloseOptions): Promise<void>;
}

/** Streams for a server of `node:http` or `node:https`, which passes them its requests and upgrades. */
export interface Streams<Events = AnyEvents> extends StreamControls<Events> {
  /** Call it with every request of the server. @returns true if the request was for these streams and is taken care of */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Call it with every upgrade. @returns true if the upgrade was for these streams and is taken care of; otherwise you must end the socket */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/**
 * Polling, long-polling, SSE and WebSocket over one log, on `node:http` alone.
 * @throws TypeError or RangeError for a wrong option
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
      // Until this has ended, new clients get 503.
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

/** Prints a refusal in one line: it is no error of this program, so its stack would not help. */
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
    admission.publishing.revoke(who);
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
