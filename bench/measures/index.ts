import { browser } from './browser.ts';
import { bytes } from './bytes.ts';
import { capacity } from './capacity.ts';
import { compression } from './compression.ts';
import { crossover } from './crossover.ts';
import { latency } from './latency.ts';
import type { Measure } from './measure.ts';
import { memory } from './memory.ts';
import { recovery } from './recovery.ts';
import { requestRate } from './request-rate.ts';
import { serverLoad } from './server-load.ts';
import { uplink } from './uplink.ts';
import { via } from './via.ts';

/** The one list, in the order of the report. */
export const allMeasures: readonly Measure[] = [
  bytes,
  latency,
  serverLoad,
  memory,
  capacity,
  requestRate,
  uplink,
  recovery,
  crossover,
  browser,
  via,
  compression,
];
