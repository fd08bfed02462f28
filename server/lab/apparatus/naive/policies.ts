/** What is done with a client that reads more slowly than is published: his queue grows, what is new is thrown away, or all but the newest, or the connection is ended; or he has no queue, and is read for from the log. */
export const policies = ['queue', 'drop', 'latest', 'disconnect', 'cursor'] as const;
export type Policy = (typeof policies)[number];

/** Events in a queue, from which on a policy does what it is called. */
export const longest: Readonly<Record<Policy, number>> = { queue: Number.POSITIVE_INFINITY, drop: 100, latest: 1, disconnect: 100, cursor: 0 };

/** Bytes in all queues, from which on whoever has one more event to wait for is disconnected: this is a lesson, and no accident. */
export const mostBytes = 64 * 1024 * 1024;

/** How the events of one client leave. */
export interface Outlet {
  /** @returns whether it takes more at once */
  write(text: string): boolean;
  disconnect(): void;
}
