import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import { pollConnections } from './asking.ts';
import { unasked, unaskedTwin } from './authorize.ts';
import { cycleFloor } from './cycle.ts';
import { nchanRetains } from './nchan.ts';
import type { MeasureName } from './options.ts';
import { pollNotifications, pullFloor } from './pull.ts';
import { regimes } from './push.ts';
import { floorName } from './push-peers.ts';
import type { Table } from './reading.ts';
import type { Settings } from './settings.ts';

/** A second floor: its difference from the first is noise. */
export const twinName = `${floorName} (again)`;

const counted = (count: number): string => count.toLocaleString('en');
const readers = (count: number): string => `${counted(count)} readers`;
const data = ({ payload }: Settings): string => `${payload} B of data`;
const windows = `the lab keeps ${counted(windowDefaults.maxCount)} notifications, nchan ${counted(nchanRetains)}`;

const pushed = { floor: floorName, twin: twinName, ratioOf: 'µs/delivery', better: 'less' } as const;
const pulled = { floor: pullFloor, ratioOf: 'answers/s', better: 'more' } as const;
const pollers = (settings: Settings): string => `${pollConnections} connections in a closed loop · ${data(settings)}`;

/** What each measure shows, under which conditions, and in which direction its ratios are better. */
export const describedTables: Readonly<Record<MeasureName, readonly Table[]>> = {
  push: (['sparse', 'burst'] as const).map((name) => ({
    ...pushed,
    name,
    about: `${name === 'sparse' ? 'one notification' : `${regimes[name].burst} notifications`} in a turn of the loop; processor time of a delivery, publishing subtracted`,
    conditions: (settings) => `${readers(settings.readers)} · ${data(settings)} · ${regimes[name].perSecond} turns/s · ${windows}`,
  })),
  pull: [
    { ...pulled, name: 'poll empty', about: 'a 204 to everybody', conditions: pollers },
    { ...pulled, name: 'poll with notifications', about: `the same body of ${pollNotifications} notifications to everybody`, conditions: pollers },
  ],
  cycle: [
    {
      name: 'long-polling',
      about: 'publish, answered, held again; publishing subtracted',
      floor: cycleFloor,
      ratioOf: 'µs/cycle',
      better: 'less',
      conditions: (settings) => `${readers(settings.readers)} · ${data(settings)}`,
    },
  ],
  memory: [
    {
      name: 'memory',
      about: "slope over idle connections with a browser's header fields",
      floor: 'Express sse',
      ratioOf: 'RSS KiB',
      better: 'less',
      conditions: ({ few, many }) => `${counted(few)} to ${counted(many)} connections · nothing published`,
    },
  ],
  growth: [
    {
      ...pushed,
      name: 'growth',
      about: 'as sparse, by the number of readers, the window and the filters',
      twin: undefined,
      conditions: (settings) =>
        `readers as in the table · ${data(settings)} · the lab keeps ${counted(windowDefaults.maxCount)} notifications where nothing else stands there`,
    },
  ],
  latency: [
    {
      name: 'latency',
      about: 'from due to received, 20 notifications a second',
      floor: floorName,
      twin: twinName,
      ratioOf: 'p99 ms',
      better: 'less',
      conditions: (settings) => `${readers(settings.few)} · ${data(settings)} · ${windows}`,
    },
  ],
  overload: [
    {
      name: 'overload',
      about: 'as fast as it is taken, one reader in ten reads nothing',
      floor: floorName,
      ratioOf: 'RSS growth MiB',
      better: 'less',
      conditions: (settings) => `${readers(settings.readers)} · ${data(settings)} · ${windows}`,
    },
  ],
  misuse: [
    {
      name: 'misuse',
      about: 'what the lab can be made to keep, at most, beyond a full window; less is better',
      ratioOf: 'RSS growth MiB',
      better: 'less',
      conditions: (settings) => `${data(settings)} · a window of ${counted(windowDefaults.maxCount)} notifications, full`,
    },
  ],
  authorize: [
    {
      name: 'authorize',
      about: 'processor time of a poll that brings nothing new, with attach on Express; a stream is asked about once',
      floor: unasked,
      twin: unaskedTwin,
      ratioOf: 'µs/answer',
      better: 'less',
      conditions: () => `${pollConnections} connections in a closed loop · nothing published`,
    },
  ],
};
