import type { Wrap } from '../race/surroundings.ts';
import type { handicaps } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { handicapped, type TellNative } from './handicaps.ts';
import { naively } from './naive-openers.ts';
import { nativeStates } from './native-states.ts';

const tell: TellNative = (transport, readyState) => {
  nativeStates.value = { ...nativeStates.peek(), [transport]: readyState };
};

/** For lanes opened from now on. */
export const wrap: Wrap = (openers, lane) => {
  const { without } = settings.peek();
  nativeStates.value = {};
  const asked = naively(openers, lane);
  return without.length > 0 ? handicapped(asked, without, lane, tell) : asked;
};

const does: Readonly<Record<(typeof handicaps)[number], string>> = {
  cursor: 'long-polling asks each time from now on',
  resume: 'websocket comes back without saying where it was',
  return: 'sse and websocket do not notice that they broke',
  heartbeat: 'sse and websocket hear no heartbeats and expect none',
};

/** The features that the lanes below lack, and a button that gives each back. */
export function HandicapLine() {
  const { without } = settings.value;
  if (without.length === 0) return null;
  const native = Object.entries(nativeStates.value).map(([transport, readyState]) => `${transport}: readyState ${readyState}`);
  return (
    <p class="handicaps warn" role="status">
      {without.map((name) => `Without ${name}: ${does[name]}.`).join(' ')} {native.length > 0 && `${native.join(', ')}.`}{' '}
      <button type="button" onClick={() => change({ without: [] })}>
        Give it back
      </button>
    </p>
  );
}
