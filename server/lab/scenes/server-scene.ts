import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import type { Draft, Notification } from '../../stream/protocol.ts';
import type { Presence } from './chat/presence.ts';

/** What the server provides to a scene. */
export interface SceneSurroundings {
  /** Names of readers that are present. */
  readonly presence: Presence;
}

/** The server's part of a scene: it reads what visitors publish to it, and publishes itself. It runs on one log, and starts anew with the log of a restarted server. */
export interface ServerScene {
  /** Its events are `<name>.<what>`. */
  readonly name: string;
  start(log: NotificationLog, surroundings: SceneSurroundings): Stop;
}

const noLimits = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/**
 * Calls `heard` with new notifications of these events, broadcasts included. Only these are parsed, so a scene that nobody plays costs a busy log nothing.
 * @param heard called after the append, so it may append itself
 */
export function hear(log: NotificationLog, events: readonly string[], heard: (notification: Notification) => void): Stop {
  const names = new Set(events);
  const filter = { passes: (event: string) => names.has(event) };
  let { head } = log.window;
  let [waiting, stopped] = [false, false];
  const read = () => {
    waiting = false;
    const { seq } = log.window.resume(head);
    const { entries, to } = log.window.read(seq, filter, noLimits);
    head = to;
    for (const { json } of entries) if (!stopped) heard(JSON.parse(json.toString('utf8')) as Notification);
  };
  const unfollow = log.onAppend(() => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => !stopped && read());
  });
  return () => {
    stopped = true;
    unfollow();
  };
}

/** Publishes. Errors are ignored: only a closing log refuses, and then no reader is left. */
export const tell = (log: NotificationLog, event: string, data: Draft['data']): void => {
  log.append([{ event, data }]).catch(() => {});
};
