/** What can be set, as a table: the panel is drawn from it. */
import type { Conditions } from '../../../server/lab/apparatus/weather/conditions.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { recording } from '../lab.ts';
import { notifyOf } from '../notice.ts';
import { change, settings } from '../settings/store.ts';
import { type Quantity, ranges } from '../settings/url.ts';
import { labState, tell } from '../telemetry/telemetry.ts';

/** A number that a slider and a field set. */
export interface Control {
  readonly name: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** The slider's middle is not the middle of the numbers: each part of it multiplies. From this number up. */
  readonly logFrom?: number;
  /** What this does technically. */
  readonly does: string;
  /** What has to be there: the line to the lab, or its weather. */
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

const weather = (set: Partial<Conditions>) => {
  recording.conditionsChanged();
  tell({ type: 'weather', set }).catch(notifyOf);
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
  set: (count) => void tell({ type: 'bots', bots: { [name]: count } }).catch(notifyOf),
});

/** The groups of the panel. */
export const publishing: readonly Control[] = [
  ofSettings('rate', {
    name: 'Notifications',
    unit: '/s',
    step: 0.1,
    logFrom: 0.1,
    needs: 'control',
    does: 'The server appends so many a second, on absolute deadlines: a late one does not move the next.',
  }),
  ofSettings('burst', { name: 'Burst', unit: 'at once', logFrom: 1, needs: 'control', does: 'So many are due in the same instant; the rate stays.' }),
  ofSettings('payload', { name: 'Payload', unit: 'B', logFrom: 16, needs: 'control', does: 'Bytes of each notification’s data as JSON.' }),
];

export const asking: readonly Control[] = [
  ofSettings('pollInterval', { name: 'Poll interval', unit: 's', step: 0.1, logFrom: 0.1, does: 'Polling asks on deadlines so far apart.' }, 1_000),
  ofSettings('hold', { name: 'Hold', unit: 's', does: 'The server parks a long poll at most so long, then answers with nothing.' }),
  ofSettings('cookie', { name: 'Cookie', unit: 'B', step: 10, does: 'The browser sends it with every request: streams pay once, polls each time.' }),
];

export const theLine: readonly Control[] = [
  ofSettings('rtt', {
    name: 'Round trip',
    unit: 'ms',
    needs: 'weather',
    does: 'The relay in front of the lab keeps each piece back for half of it, each way.',
  }),
  ofSettings('jitter', {
    name: 'Jitter',
    unit: 'ms',
    needs: 'weather',
    does: 'Each piece is late by up to so much more. The order within a connection stays.',
  }),
  ofSettings(
    'bandwidth',
    { name: 'Bandwidth', unit: 'kB/s', most: 10_000, logFrom: 1, needs: 'weather', does: 'Of each connection and direction; 0 is no limit.' },
    1_000,
  ),
  ofWeather(
    'idleTimeout',
    { name: 'Idle timeout', unit: 's', most: 120, does: 'A connection that is silent so long is closed, as proxies do; 0 is never.' },
    1_000,
  ),
  ofWeather('buffering', {
    name: 'Buffering',
    unit: 'B',
    most: 65_536,
    logFrom: 64,
    does: 'A response is held back until there are so many bytes of it, as buffering proxies do; 0 is none.',
  }),
];

/** WebSockets that open and then say nothing, as behind a proxy that knows the handshake only. */
export const framesBlocked = {
  read: () => labState.value?.weather?.swallowFrames ?? false,
  set: (on: boolean) => weather({ swallowFrames: on }),
};

export const crowd: readonly Control[] = transportNames.map(bots);
