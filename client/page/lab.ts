/** The page's shared state: what panels read, and the few things that they can do. */
export { frame } from './frame.ts';
export { frozen, selected } from './lanes/picture.ts';
export { shownLane } from './lanes/shown-lane.ts';
export { settings } from './settings/store.ts';
export { clock } from './telemetry/clock.ts';
export { address, fetchBytes, labState, linked, loads } from './telemetry/telemetry.ts';
export { summaries } from './track/summaries.ts';
export { track } from './track/track.ts';
