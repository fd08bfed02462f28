/** All controls as a table, from which the panel is drawn. */
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { recording } from '../lab.ts';
import { notifyOf } from '../notice.ts';
import { change, settings } from '../settings/store.ts';
import { type Quantity, ranges } from '../settings/url.ts';
import { labState, sendCommand } from '../telemetry/telemetry.ts';
import type { SliderScale } from '../ui/slider-scale.ts';

/** A number that a slider and a field set. */
export interface Control extends SliderScale {
  readonly name: string;
  readonly unit: string;
  /** What this does technically. */
  readonly does: string;
  /** What the control needs: the connection to the lab, or its weather. */
  readonly needs?: 'control' | 'weather';
  read(): number;
  set(value: number): void;
}

type Rest = Pick<Control, 'name' | 'unit' | 'does'> & Partial<Control>;

/** @param scale the control's unit in the setting's */
const ofSettings = (key: Quantity, rest: Rest, scale = 1): Control => ({
  least: ranges[key][0] / scale,
  most: ranges[key][1] / scale,
  step: 1,
  ...rest,
  read: () => settings.value[key] / scale,
  set: (value) => change({ [key]: value * scale }),
});

/** Sets conditions of the relay that the URL does not keep. */
export const weather = (set: Partial<Conditions>): void => {
  recording.conditionsChanged();
  sendCommand({ type: 'weather', set }).catch(notifyOf);
};

const ofWeather = (key: 'idleTimeout' | 'buffering', rest: Rest & Pick<Control, 'most'>, scale = 1): Control => ({
  least: 0,
  step: 1,
  ...rest,
  needs: 'weather',
  read: () => (labState.value?.weather?.[key] ?? 0) / scale,
  set: (value) => weather({ [key]: value * scale }),
});

const bots = (name: TransportName): Control => ({
  name,
  unit: 'bots',
  least: 0,
  most: 500,
  step: 1,
  does: '',
  needs: 'control',
  read: () => labState.value?.bots[name] ?? 0,
  set: (count) => void sendCommand({ type: 'bots', bots: { [name]: count } }).catch(notifyOf),
});

export const rate = ofSettings('rate', {
  name: 'Notifications',
  unit: '/s',
  step: 0.1,
  logFrom: 0.1,
  needs: 'control',
  does: 'Published per second, on absolute deadlines: a late notification does not delay the next.',
});

export const pollEvery = ofSettings(
  'pollInterval',
  { name: 'Poll interval', unit: 's', step: 0.1, logFrom: 0.1, does: 'Time between two requests of polling.' },
  1_000,
);

/** Milliseconds to which sliders and fields go. */
const farthest = 1_000;

export const distance = ofSettings('rtt', {
  name: 'Round trip',
  most: farthest,
  unit: 'ms',
  needs: 'weather',
  does: 'The relay in front of the lab delays data by half of it in each direction.',
});

/** The groups of the panel. */
export const publishing: readonly Control[] = [
  rate,
  ofSettings('burst', {
    name: 'Burst',
    unit: 'at once',
    logFrom: 1,
    needs: 'control',
    does: 'Published at the same instant. The rate stays the same.',
  }),
  ofSettings('payload', { name: 'Payload', unit: 'B', logFrom: 16, needs: 'control', does: 'Size of each notification’s data as JSON.' }),
];

export const asking: readonly Control[] = [
  pollEvery,
  ofSettings('hold', { name: 'Hold', unit: 's', does: 'How long the server holds a long poll before it sends an empty response.' }),
  ofSettings('cookie', { name: 'Cookie', unit: 'B', step: 10, does: 'Sent with every request: a stream pays once, polling pays each time.' }),
];

export const network: readonly Control[] = [
  distance,
  ofSettings('jitter', {
    name: 'Jitter',
    most: farthest,
    unit: 'ms',
    needs: 'weather',
    does: 'Adds a random delay of up to this. The order within a connection stays the same.',
  }),
  ofSettings(
    'bandwidth',
    { name: 'Bandwidth', unit: 'kB/s', most: 10_000, logFrom: 1, needs: 'weather', does: 'Per connection and direction; 0 is no limit.' },
    1_000,
  ),
  ofWeather(
    'idleTimeout',
    { name: 'Idle timeout', unit: 's', most: 120, does: 'Closes a connection that is idle for this long, as proxies do; 0 is never.' },
    1_000,
  ),
  ofWeather('buffering', {
    name: 'Buffering',
    unit: 'B',
    most: 65_536,
    logFrom: 64,
    does: 'Holds a response until it has this many bytes, as buffering proxies do; 0 is off.',
  }),
];

/** A response, and with it a stream, is held until it has this many bytes, as by a proxy that is not configured for streams. */
const heldBytes = 65_536;

export const bufferingProxy = {
  read: () => (labState.value?.weather?.buffering ?? 0) > 0,
  set: (on: boolean) => weather({ buffering: on ? heldBytes : 0 }),
};

/** WebSockets that open and then carry nothing, as behind a proxy that knows the handshake only. */
export const framesBlocked = {
  read: () => labState.value?.weather?.swallowFrames ?? false,
  set: (on: boolean) => weather({ swallowFrames: on }),
};

export const crowd: readonly Control[] = transportNames.map(bots);
