import { type ServerScene, tell } from '../server-scene.ts';
import { type ChatPresence, chatEvents } from './messages.ts';

/** What is said goes from page to page; the server adds who is there, whenever that has changed. */
export const chat: ServerScene = {
  name: 'chat',
  start: (log, { presence }) => presence.onChange(() => tell(log, chatEvents.present, { names: [...presence.names] } satisfies ChatPresence)),
};
