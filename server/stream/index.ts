/** The exports of `transport-lab`: everything that an app and the author of a log need. */
export { type Attached, type AttachOptions, attach } from './attach.ts';
export type { StreamsOptions } from './attach-options.ts';
export type { Authorize, Rights, Wants } from './guard/rights.ts';
export type { StreamsLimits } from './guard/stream-limits.ts';
export type { Host, RouteHandler, RouteOptions, UpgradeHandler } from './host.ts';
export type { ExpressApp, ExpressRouter } from './http/express-app.ts';
export { type AppendableWindow, type CreateWindowOptions, checkDrafts, createWindow } from './log/create-window.ts';
export type { Cut, EventFilter, LogEntry, LogWindow, Place, Reach, Run, RunLimits } from './log/log-window.ts';
export { type MemoryLogOptions, memoryLog } from './log/memory-log.ts';
export type { NotificationLog, Stop } from './log/notification-log.ts';
export { type StreamMetrics, streamMetrics } from './observe/metrics.ts';
export type { CloseReason, Observer, OverheadKind, ShedReason } from './observe/observer.ts';
export { PeerError, type ProblemCode } from './problem.ts';
export {
  type After,
  type Answer,
  type Cursor,
  closeCodes,
  type Draft,
  type Gap,
  type Hello,
  type Json,
  limits,
  type Notification,
  type Problem,
  parseCursor,
  type TransportName,
  transportNames,
} from './protocol.ts';
export { type CloseOptions, createStreams, type StreamControls, type Streams, type TicketOptions } from './streams.ts';
export type { AnyEvents, DraftOf, EventName } from './typed-events.ts';
