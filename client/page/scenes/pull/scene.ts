import type { SceneLogic } from '../page-scene.ts';

export interface PullState {
  /** Updates that have come. */
  readonly count: number;
  /** Mean age of the updates, in milliseconds. */
  readonly age: number;
}

export const pull: SceneLogic<PullState> = {
  name: 'pull',
  title: 'Pull or push',
  about:
    'How often something changes, how many users want to know, how often they ask: the model computes requests, empty polls, staleness and load. Run it, and compare with what is measured here.',
  start: { count: 0, age: 0 },
  fold(state, { event, at: published }, at) {
    if (event !== 'schedule') return state;
    const count = state.count + 1;
    return { count, age: state.age + (at - published - state.age) / count };
  },
};
