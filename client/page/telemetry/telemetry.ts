/** The lab as it tells of itself, and what can be asked of it. */
import { signal } from '@preact/signals';
import type { LabState, ServerLoad, TelemetryCommand, TelemetryMessage, TraceRecord } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { ToldArrivals } from '../../../server/lab/apparatus/weather/conditions.ts';
import { joined } from './arrivals.ts';
import { ClockExchanges, clock, pageNow } from './clock.ts';
import { clockStep } from './clock-step.ts';
import { TelemetryConnection } from './connection.ts';

export const labState = signal<LabState | undefined>(undefined);
/** What this visitor may do with the lab. */
export const permission = signal<'control' | 'look' | undefined>(undefined);
/** Why this visitor cannot control the lab, and what to do. */
export const permissionReason = signal<string | undefined>(undefined);
/** What a class needs to come in, for who controls a closed lab. */
export const classToken = signal<string | undefined>(undefined);
/** why the lab is not connected, and what to do; `undefined` while there is one, or nobody answers. */
export const connectionTrouble = signal<string | undefined>(undefined);
/** The last 60. */
export const loads = signal<readonly ServerLoad[]>([]);
/** Who came to the relay, in tenths of a second; `undefined` where there is none. */
export const arrivals = signal<ToldArrivals | undefined>(undefined);
/** Whether the connection to the lab is open. */
export const labConnected = signal(false);
/** Records that the lab did not send because there were too many. */
export const skippedRecords = signal(0);

/** Names this tab's streams at the lab. */
export const tab: string = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Milliseconds between two clock exchanges, and how many come at once in the beginning. */
const [clockPace, firstExchanges] = [2_000, 5];

/** What the server saw of one exchange, as bytes. */
export interface ExchangeBytes {
  /** When they were read, in epoch milliseconds of the server's clock. */
  readonly at: number;
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  /** Bytes behind what is kept. */
  readonly cut: number;
}

type Answer<Value> = readonly [done: (value: Value) => void, refuse: (error: Error) => void];

const commands = new Map<number, Answer<void>>();
const opened = new Map<number, Answer<ExchangeBytes>>();
let refs = 0;
let connection: TelemetryConnection | undefined;

function send(command: TelemetryCommand, answer?: Answer<void>): void {
  refs += 1;
  if (answer) commands.set(refs, answer);
  if (connection?.send({ ...command, ref: refs })) return;
  commands.delete(refs);
  answer?.[1](new Error(connectionTrouble.peek() ?? 'The page is not connected to the lab at present; it keeps trying.'));
}

/** Commands of this visitor that the lab has yet to carry out. What the page itself asks for, such as to be told of its lanes, changes nothing of the lab. */
let pending = 0;

/** Whether the lab has yet to carry out what it was told. */
export const hasPendingCommands = (): boolean => pending > 0;

/**
 * Tells the lab to do something.
 * @throws Error that says why it was refused
 */
export function sendCommand(command: TelemetryCommand): Promise<void> {
  pending += 1;
  return new Promise<void>((done, refuse) => send(command, [done, refuse])).finally(() => {
    pending -= 1;
  });
}

/** @throws Error if the lab no longer has them */
export const fetchBytes = (exchange: number): Promise<ExchangeBytes> =>
  new Promise((done, refuse) => {
    // The inspector and who saves the run may ask for the same.
    const others = opened.get(exchange);
    const answer: Answer<ExchangeBytes> = [
      (bytes) => {
        others?.[0](bytes);
        done(bytes);
      },
      (error) => {
        opened.delete(exchange);
        others?.[1](error);
        refuse(error);
      },
    ];
    opened.set(exchange, answer);
    send({ type: 'open', exchange }, [() => {}, answer[1]]);
  });

const decode = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function settle(ref: number | undefined, error?: Error): void {
  const answer = commands.get(ref ?? 0);
  commands.delete(ref ?? 0);
  if (error) answer?.[1](error);
  else answer?.[0]();
}

/** What the rest of the page does with it. */
export interface LabSink {
  trace(records: readonly TraceRecord[]): void;
  /** @param first after the line was opened */
  state(state: LabState, first: boolean): void;
}

let exchanges: ClockExchanges | undefined;

/** Stores what the first message of a connection says. */
function takeWelcome({ may, reason, invitation, state }: Extract<TelemetryMessage, { type: 'welcome' }>): void {
  permission.value = may;
  permissionReason.value = reason;
  classToken.value = invitation;
  labState.value = state;
}

function hear(message: TelemetryMessage, at: number, sink: LabSink): void {
  switch (message.type) {
    case 'welcome':
      takeWelcome(message);
      sink.state(message.state, true);
      return;
    case 'state':
      labState.value = message.state;
      sink.state(message.state, false);
      return;
    case 'clock':
      clock.value = exchanges?.add(message.sent, message.at, at);
      return;
    case 'trace':
      if (message.left) skippedRecords.value += message.left;
      sink.trace(message.records);
      return;
    case 'load':
      loads.value = [...loads.value.slice(-59), message.load];
      return;
    case 'arrivals':
      arrivals.value = joined(arrivals.peek(), message.arrivals);
      return;
    case 'bytes': {
      const { exchange, at: read, up, down, cut } = message;
      opened.get(exchange)?.[0]({ at: read, up: decode(up), down: decode(down), cut });
      opened.delete(exchange);
      return;
    }
    case 'done':
      settle(message.ref);
      return;
    case 'refused':
      // Not of a command, but of the page as a whole: too many look.
      if (message.ref === undefined) permissionReason.value = message.message;
      settle(message.ref, new Error(message.message));
      return;
  }
}

/** Opens the line, for as long as the page lives. */
export function startTelemetry(token: string | undefined, sink: LabSink): void {
  const askClock = () => connection?.send({ type: 'clock', sent: pageNow() });
  connection = new TelemetryConnection(token, {
    failed(why) {
      connectionTrouble.value = why;
    },
    opened() {
      connectionTrouble.value = undefined;
      // Before the first exchange: it takes as long as three steps.
      exchanges ??= new ClockExchanges(clockStep());
      const watching = () => {
        labConnected.value = true;
      };
      send({ type: 'watch', tab }, [watching, watching]);
      for (let count = 0; count < firstExchanges; count += 1) setTimeout(askClock, count * 40);
    },
    heard: (message, at) => hear(message, at, sink),
    lost() {
      for (const ref of commands.keys()) settle(ref, new Error('The connection to the lab broke before it answered.'));
      // Behind the others: a watch counts as answered also when it is refused.
      labConnected.value = false;
    },
  });
  setInterval(askClock, clockPace);
}
