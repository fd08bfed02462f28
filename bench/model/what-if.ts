import type { TransportName } from '../../server/stream/protocol.ts';
import { perTransport } from '../result/identity.ts';
import { chromiumReader, headsOf, type Reader } from './client-heads.ts';
import { flowOf, type Situation } from './flow.ts';
import { longPollingLatency, pollingLatency, pushLatency } from './latency.ts';
import type { BothWays } from './segments.ts';

/** A situation that may never have been measured. */
export interface WhatIf {
  readonly clients: number;
  /** Notifications per second; every client receives each one. */
  readonly rate: number;
  /** Milliseconds between two polls. */
  readonly pollInterval: number;
  /** Bytes of a notification's `data` as JSON. */
  readonly payload: number;
  /** Bytes of the cookies in every request; 0 for none. */
  readonly cookies: number;
  /** Milliseconds to the server and back. */
  readonly rtt: number;
  /** Seconds that a long poll is held at most; default 25. */
  readonly hold?: number;
  /** Milliseconds of silence before a heartbeat, 0 for none; default 15,000. */
  readonly heartbeat?: number;
  /** The client; default a Chromium. */
  readonly reader?: Reader;
}

/** The model's result, for all clients together. */
export interface Forecast {
  /** Per second. */
  readonly requests: number;
  /** Mbit/s at the sockets. */
  readonly application: BothWays;
  /** Mbit/s with TCP, IP and acknowledgements. */
  readonly network: BothWays;
  /** Milliseconds from publish to receipt, mean. */
  readonly staleness: number;
}

/** Bytes of a cursor such as `k3f9ab-4217`, and of everything around a notification's `data`. */
const cursor = 11;
const envelope = '{"id":"","event":"ticker","data":,"at":1763683200123}'.length + cursor;

/** `Cookie: …` and the end of its line. */
const cookieField = (bytes: number): number => (bytes > 0 ? 'Cookie: \r\n'.length + bytes : 0);

function situationOf({
  rate,
  pollInterval,
  payload,
  cookies,
  rtt,
  hold = 25,
  reader = chromiumReader('localhost:3000', '/', hold),
}: WhatIf): Situation {
  const heads = (transport: TransportName) => {
    const { opening, question } = headsOf(reader, transport);
    return { opening: opening + cookieField(cookies), question: question + cookieField(cookies) };
  };
  return {
    rate,
    payload: envelope + payload,
    cursor,
    interval: pollInterval,
    rtt,
    heads: perTransport(heads),
  };
}

const staleness: Readonly<Record<TransportName, (given: WhatIf) => number>> = {
  polling: ({ pollInterval, rtt }) => pollingLatency(pollInterval, rtt).mean,
  'long-polling': ({ rate, rtt }) => longPollingLatency(rate, rtt).mean,
  sse: ({ rtt }) => pushLatency(rtt).mean,
  websocket: ({ rtt }) => pushLatency(rtt).mean,
};

/** @returns what one transport takes in the long run, handshakes not included; exact for Poisson arrivals and polls that do not overlap (`rtt` below `pollInterval`) */
export function forecast(transport: TransportName, given: WhatIf): Forecast {
  const { clients, hold = 25, heartbeat = 15_000 } = given;
  const { requests, socket, wire } = flowOf(transport, situationOf(given), { hold, heartbeat });
  const megabits = ({ up, down }: BothWays): BothWays => ({ up: (clients * up * 8) / 1e6, down: (clients * down * 8) / 1e6 });
  return { requests: clients * requests, application: megabits(socket), network: megabits(wire), staleness: staleness[transport](given) };
}
