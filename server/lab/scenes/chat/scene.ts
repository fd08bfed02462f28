import { type ServerScene, tell } from '../server-scene.ts';
import { type ChatPresence, chatEvents } from './messages.ts';

/** Pages publish the lines of the chat themselves; the server publishes who is present whenever that changes. */
export const chat: ServerScene = {
  name: 'chat',
  start: (log, { presence }) => presence.onChange(() => tell(log, chatEvents.present, { names: [...presence.names] } satisfies ChatPresence)),
};
