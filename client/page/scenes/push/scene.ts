import { lastOf, me } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

/** The event that is pushed only to this page. */
export const pushEvent = `push.${me}`;

interface Pushed {
  readonly id: string;
  readonly text: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface PushState {
  readonly texts: readonly Pushed[];
  readonly count: number;
}

export const push: SceneLogic<PushState> = {
  name: 'push',
  title: 'Push',
  about: 'Send this page a text from a terminal: copy the line, and watch on which transport it comes first.',
  start: { texts: [], count: 0 },
  fold(state, { id, event, data, at: published }, at) {
    if (event !== pushEvent && event !== 'push') return state;
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return { texts: lastOf(state.texts, { id, text: text.slice(0, 2_000), took: at - published }, 10), count: state.count + 1 };
  },
};
