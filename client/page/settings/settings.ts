import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Percentile } from '../track/summary.ts';
import type { Language } from '../words/languages.ts';

export const modes = ['race', 'one'] as const;
/** Panels of the dock; `auto` is bytes in a race, and code with one stream. */
export const dockPanels = ['auto', 'bytes', 'code', 'charts', 'log', 'publish', 'what-if', 'test', 'export'] as const;
export type DockPanel = (typeof dockPanels)[number];
/** What the lanes do while the tab is hidden. */
export const hiddenWays = ['pause', 'run'] as const;
/** Features that can be removed from the lanes; handicaps/handicaps.ts explains each. */
export const handicaps = ['cursor', 'resume', 'return', 'heartbeat'] as const;
export type Handicap = (typeof handicaps)[number];
export const themes = ['auto', 'light', 'dark'] as const;

/** The visitor's settings, as in the URL. Faults are never part of them, so that no link breaks a lab. */
export interface Settings {
  /** All four side by side, or one that switches transports. */
  readonly mode: (typeof modes)[number];
  /** The lanes that run in a race. */
  readonly lanes: readonly TransportName[];
  /** The transport of `mode: 'one'`. */
  readonly transport: TransportName;
  /** Notifications per second, 0 to 1,000. */
  readonly rate: number;
  readonly burst: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
  readonly seed: number;
  /** Milliseconds between two polls, 100 to 60,000. */
  readonly pollInterval: number;
  /** Seconds that a long poll is held at most. */
  readonly hold: number;
  /** Milliseconds. */
  readonly rtt: number;
  readonly jitter: number;
  /** Bytes per second and direction of each connection; 0 is no limit. */
  readonly bandwidth: number;
  /** The features that the lanes of this page lack. */
  readonly without: readonly Handicap[];
  /** Bytes of a cookie that goes with every request. */
  readonly cookie: number;
  /** Seconds that the lanes show: 5, 15 or 60. */
  readonly span: number;
  readonly percentile: Percentile;
  /** A hidden tab that keeps running uses connections of other tabs, and the browser slows its timers down. */
  readonly hidden: (typeof hiddenWays)[number];
  /** Whether all conditions are shown beside the lanes. */
  readonly conditions: boolean;
  readonly dock: DockPanel;
  readonly projector: boolean;
  readonly theme: (typeof themes)[number];
  /** Of the lessons; `auto` is this browser's stored choice, or the browser's own preference. */
  readonly language: Language | 'auto';
}
