import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { chat } from './chat/scene.ts';
import { drone } from './drone/scene.ts';
import { mail } from './mail/scene.ts';
import type { SceneSurroundings, ServerScene } from './server-scene.ts';

/** The scenes that have a part at the server. `echo`, `hub`, `push` and `pull` are made of what visitors publish. */
export const serverScenes: readonly ServerScene[] = [mail, chat, drone];

/** Starts all of them on one log. */
export function startScenes(log: NotificationLog, surroundings: SceneSurroundings): Stop {
  const stops = serverScenes.map((scene) => scene.start(log, surroundings));
  return () => {
    for (const stop of stops) stop();
  };
}
