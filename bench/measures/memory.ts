import { crowd } from './crowd.ts';
import type { Measure } from './measure.ts';

/** What the server weighs with several crowds, garbage collected; the slope is the weight of one more connection. */
export const memory: Measure = { name: 'memory', tasks: crowd };
