import { onTestFinished } from 'vitest';
import { Presence } from '../../server/lab/scenes/chat/presence.ts';
import { hear, type ServerScene } from '../../server/lab/scenes/server-scene.ts';
import { memoryLog, type NotificationLog } from '../../server/stream/index.ts';
import type { Json, Notification } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';

/** A scene on a log of its own, and what it publishes. */
export interface Played {
  readonly log: NotificationLog;
  readonly presence: Presence;
  /** The notifications of these events so far. */
  readonly said: readonly Notification[];
  /** Publishes a command. @returns its id */
  tell(event: string, data: Json): Promise<string>;
  /** Waits until the scene has published this many notifications of an event. @returns their data */
  says<Data>(event: string, count?: number): Promise<readonly Data[]>;
  stop(): void;
}

/** Starts a scene. @param events the events to record */
export function play(scene: ServerScene, events: readonly string[], presence = new Presence()): Played {
  const log = memoryLog();
  const said: Notification[] = [];
  const stop = scene.start(log, { presence });
  const deafen = hear(log, events, (notification) => said.push(notification));
  onTestFinished(() => {
    stop();
    deafen();
  });
  const of = (event: string) => said.filter((one) => one.event === event);
  return {
    log,
    presence,
    said,
    stop,
    async tell(event, data) {
      const [id = ''] = await log.append([{ event, data }]);
      return id;
    },
    async says<Data>(event: string, count = 1) {
      await eventually(`${count} notifications of ${event}; so far: ${JSON.stringify(said)}`, () => of(event).length >= count);
      return of(event).map(({ data }) => data as Data);
    },
  };
}
