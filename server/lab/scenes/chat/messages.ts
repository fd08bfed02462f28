/** What the scene `chat` says. No I/O: the page imports this file. */

export const chatEvents = {
  /** From the page: `{ name, text }`. */
  said: 'chat.said',
  /** Who follows the streams under a name, whenever that has changed. */
  present: 'chat.present',
} as const;

/** `chat.present` */
export type ChatPresence = { names: string[] };

/** Characters of a line. */
export const longestLine = 2_000;
