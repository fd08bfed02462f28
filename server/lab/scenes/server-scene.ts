import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import type { Draft, Notification } from '../../stream/protocol.ts';
import type { Presence } from './chat/presence.ts';

/** What a scene may ask of the server that it runs in. */
export interface SceneSurroundings {
  /** Who follows the streams under a name. */
  readonly presence: Presence;
}

/** The server's part of a scene: a source that hears what is published to it. It runs on one log, and starts anew with the log of a restarted server. */
export interface ServerScene {
  /** Its events are `<name>.<what>`. */
  readonly name: string;
  start(log: NotificationLog, surroundings: SceneSurroundings): Stop;
}

const noLimits = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/**
 * Hears notifications of these events that are appended from now on, broadcasts included. Only they are parsed: a busy log pays nothing for a scene that nobody plays.
 * @param heard is called outside of the append that it hears of, so it may append itself
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

/** Publishes; a log that is closing takes nothing more, and then nobody is left who would miss it. */
export const tell = (log: NotificationLog, event: string, data: Draft['data']): void => {
  log.append([{ event, data }]).catch(() => {});
};
