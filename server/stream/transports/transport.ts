import type { FanOut } from '../delivery/fan-out.ts';
import type { PollAnswers } from '../delivery/poll-answers.ts';
import type { StallWatch } from '../delivery/stall-watch.ts';
import type { Admission } from '../guard/admission.ts';
import type { Host } from '../host.ts';
import type { NotificationLog } from '../log/notification-log.ts';
import type { Observation } from '../observe/observer.ts';
import type { TransportName } from '../protocol.ts';
import type { Farewell } from './farewell.ts';

/** Shared by all transports. */
export interface Delivery {
  readonly log: NotificationLog;
  /** Checks limits and rights of each request. */
  readonly admission: Admission;
  readonly fanOut: FanOut;
  readonly answers: PollAnswers;
  /** Milliseconds of silence before a heartbeat; 0 turns heartbeats off. */
  readonly heartbeat: number;
  /** Disconnects clients that do not read what they were sent. */
  readonly stalls: StallWatch;
  /** Milliseconds within which a client must complete a message. */
  readonly stall: number;
  /** The most bytes of a client's message. */
  readonly messageBytes: number;
  /** The most bytes of the unfinished messages of all clients together. */
  readonly unfinishedBytes: number;
  /** Absent if nobody observes. */
  readonly observation: Observation | undefined;
}

/**
 * Ends every open stream in order: a Close frame, a 204, or the end of the body.
 * @param grace milliseconds that each client gets to read the rest
 */
type EndAll = (grace?: number) => readonly Farewell[];

/** The server's part of a transport. */
export interface ServerTransport {
  readonly name: TransportName;
  /** Adds the route `/stream/<name>`. */
  mount(host: Host, delivery: Delivery): EndAll;
}
