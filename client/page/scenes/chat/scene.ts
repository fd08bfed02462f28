import { chatEvents } from '../../../../server/lab/scenes/chat/messages.ts';
import { fieldsOf, lastOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

interface Line {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export interface ChatState {
  /** The newest last. */
  readonly lines: readonly Line[];
  /** Number of all lines so far. */
  readonly count: number;
  /** The names of those present. */
  readonly names: readonly string[];
}

/** Lines that are kept. */
export const kept = 200;

export const chat: SceneLogic<ChatState> = {
  name: 'chat',
  title: 'Group chat',
  about:
    'Choose a name and write something, here and in a second window. The chat shows earlier lines when you arrive, and its list of names includes those who poll.',
  after: 'earliest',
  start: { lines: [], count: 0, names: [] },
  fold(state, { id, event, data }) {
    const { name, text, names } = fieldsOf(data);
    if (event === chatEvents.present) return { ...state, names: Array.isArray(names) ? names.flatMap((one) => textOf(one) ?? []) : [] };
    if (event !== chatEvents.said || typeof name !== 'string' || typeof text !== 'string') return state;
    return { ...state, lines: lastOf(state.lines, { id, name, text }, kept), count: state.count + 1 };
  },
};
