import { signal } from '@preact/signals';
import { transportNames } from '../../../server/stream/protocol.ts';
import { cutConnections } from '../conditions/lab-faults.tsx';
import { race } from '../lab.ts';
import { toggleFreeze } from '../lanes/picture.ts';
import { step } from '../lanes/step.ts';
import { change, settings, showOne, showRace } from '../settings/store.ts';

/** Whether keys do anything: somebody's speech input or screen reader may want them. */
export const keysOn = signal(true);
/** Whether the list of keys is shown. */
export const keysShown = signal(false);

/** Starts and pauses all lanes. */
export const togglePause = (): void => (race.paused.peek() === undefined ? race.pause('visitor') : race.resume('visitor'));

export const toggleProjector = (): void => change({ projector: !settings.peek().projector });

export interface Key {
  readonly key: string;
  /** As it is printed. */
  readonly name: string;
  readonly does: string;
  run(): void;
}

/** Everything here has a button too. */
const keys: readonly Key[] = [
  ...transportNames.map((transport, index) => ({
    key: `${index + 1}`,
    name: `${index + 1}`,
    does: `Switch to ${transport}`,
    run: () => showOne(transport),
  })),
  { key: 'r', name: 'R', does: 'Race all lanes', run: showRace },
  { key: ' ', name: 'Space', does: 'Pause or resume the lanes', run: togglePause },
  { key: 'f', name: 'F', does: 'Freeze or resume the picture', run: toggleFreeze },
  { key: 'n', name: 'N', does: 'Step: publish one, and freeze when it is delivered', run: () => void step() },
  { key: 'c', name: 'C', does: 'Cut the line', run: cutConnections },
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

/** Those that act where one is. */
export const keysHere = signal(keys);

const typing = 'input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
const pressable = 'button, summary, a, input, [role="tab"]';

/** Listens for them, for as long as the page lives. */
export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    const { target, key, altKey, ctrlKey, metaKey, repeat } = event;
    if (!keysOn.peek() || altKey || ctrlKey || metaKey || repeat || !(target instanceof Element)) return;
    if (target.closest(typing) || (key === ' ' && target.closest(pressable))) return;
    const found = keysHere.peek().find((one) => one.key === key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}
