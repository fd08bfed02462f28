import { type Key, keysShown, toggleProjector } from '../top/keys.ts';
import { goTo, opened, step, togglePlay } from './player.ts';

/** Keys of a replayed run; each also has a button or a slider. */
export const replayKeys: readonly Key[] = [
  { key: ' ', name: 'Space', does: 'Play or pause', run: togglePlay },
  { key: ',', name: ',', does: 'Event before', run: () => step(-1) },
  { key: '.', name: '.', does: 'Next event', run: () => step(1) },
  { key: 'home', name: 'Home', does: 'To the beginning', run: () => goTo(opened.peek()?.timeline.from ?? 0) },
  { key: 'end', name: 'End', does: 'To the end', run: () => goTo(opened.peek()?.timeline.until ?? 0) },
  { key: 'p', name: 'P', does: 'Projector', run: toggleProjector },
  {
    key: '?',
    name: '?',
    does: 'This list',
    run: () => {
      keysShown.value = !keysShown.peek();
    },
  },
];
