import type { FanOut } from '../delivery/fan-out.ts';
import type { PollAnswers } from '../delivery/poll-answers.ts';
import type { StallWatch } from '../delivery/stall-watch.ts';
import type { Admission } from '../guard/admission.ts';
import type { Host } from '../host.ts';
import type { NotificationLog } from '../log/notification-log.ts';
import type { Observation } from '../observe/observer.ts';
import type { TransportName } from '../protocol.ts';
import type { Farewell } from './farewell.ts';

/** What all transports deliver from. */
export interface Delivery {
  readonly log: NotificationLog;
  /** Says what each reader may read. */
  readonly admission: Admission;
  readonly fanOut: FanOut;
  readonly answers: PollAnswers;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Gives up who takes nothing of what he was given. */
  readonly stalls: StallWatch;
  /** Milliseconds for a peer to finish what he has begun to send. */
  readonly stall: number;
  /** Bytes of a message that a peer sends. */
  readonly messageBytes: number;
  /** Bytes that the unfinished messages of all peers may have together. */
  readonly unfinishedBytes: number;
  /** Absent where nobody observes. */
  readonly observation: Observation | undefined;
}

/**
 * Ends every open connection politely.
 * @param grace milliseconds that each gets to take what it was sent
 */
type EndAll = (grace?: number) => readonly Farewell[];

/** A rule for who holds the reader's cursor and when it moves. */
export interface ServerTransport {
  readonly name: TransportName;
  /** Takes `/stream/<name>`. */
  mount(host: Host, delivery: Delivery): EndAll;
}
