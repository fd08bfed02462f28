import type { PushDelivery } from '../delivery/reader.ts';
import type { Grant } from '../guard/grant.ts';
import type { Filter } from '../log/filter.ts';
import type { NotificationLog } from '../log/notification-log.ts';
import type { Observation } from '../observe/observer.ts';
import type { After } from '../protocol.ts';
import type { UnfinishedMessages } from './unfinished-messages.ts';
import type { WebSocketLine } from './websocket-line.ts';

/** Shared by all WebSockets of one server. */
export interface SharedByLines {
  readonly log: NotificationLog;
  readonly push: PushDelivery;
  /** The open ones. */
  readonly lines: Set<WebSocketLine>;
  readonly unfinished: UnfinishedMessages;
  readonly observation: Observation | undefined;
  readonly onError: (error: unknown) => void;
}

/** What the client has asked for, and its rights. */
export interface Asked {
  readonly after: After;
  readonly asked: Filter;
  readonly grant: Grant;
}
