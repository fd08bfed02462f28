import type { FanOut } from '../delivery/fan-out.ts';
import type { PollAnswers } from '../delivery/poll-answers.ts';
import type { StallWatch } from '../delivery/stall-watch.ts';
import type { Host } from '../host.ts';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import type { TransportName } from '../protocol.ts';

/** What all transports deliver from. */
export interface Delivery {
  readonly log: NotificationLog;
  readonly fanOut: FanOut;
  readonly answers: PollAnswers;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Gives up who takes nothing of what he was given. */
  readonly stalls: StallWatch;
  /** Milliseconds for a peer to finish what he has begun to send. */
  readonly stall: number;
}

/** A rule for who holds the reader's cursor and when it moves. */
export interface ServerTransport {
  readonly name: TransportName;
  /** Takes `/stream/<name>`. Stopping ends every open connection politely. */
  mount(host: Host, delivery: Delivery): Stop;
}
