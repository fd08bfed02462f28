import { fieldsOf, lastOf, me, numberOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

/** This page's own event; other pages' echoes are ordinary events. */
export const echoEvent = `echo.${me}`;

interface Echo {
  readonly id: string;
  readonly text: string;
  /** Milliseconds from sending to receipt. */
  readonly took: number;
}

export interface EchoState {
  /** The newest last. */
  readonly echoes: readonly Echo[];
  readonly count: number;
  /** Counts below each of `bounds`, and above the last. */
  readonly histogram: readonly number[];
}

/** Milliseconds. */
export const bounds = [10, 30, 100, 300, 1_000, 3_000] as const;

export const echo: SceneLogic<EchoState> = {
  name: 'echo',
  title: 'Echo',
  about: 'Send a text: your own notification, which comes back on every transport, is the echo. The bars count round trips by how long they took.',
  start: { echoes: [], count: 0, histogram: [...bounds, 0].map(() => 0) },
  fold(state, { id, event, data }, at) {
    if (event !== echoEvent) return state;
    const { text, sent } = fieldsOf(data);
    const took = at - (numberOf(sent) ?? at);
    const found = bounds.findIndex((bound) => took < bound);
    const slot = found < 0 ? bounds.length : found;
    return {
      echoes: lastOf(state.echoes, { id, text: textOf(text) ?? '', took }, 5),
      count: state.count + 1,
      histogram: state.histogram.map((count, index) => (index === slot ? count + 1 : count)),
    };
  },
};
