import { crowd } from './crowd.ts';
import type { Measure } from './measure.ts';

/** Memory of the server with increasing numbers of clients, after garbage collection. The slope is the memory of one more connection. */
export const memory: Measure = { name: 'memory', tasks: crowd };
