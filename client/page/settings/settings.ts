import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Percentile } from '../track/summary.ts';
import type { Language } from '../words/languages.ts';

export const modes = ['race', 'one'] as const;
/** What the dock below the lanes can show; `auto` is bytes in a race, and code of one stream. */
export const dockPanels = ['auto', 'bytes', 'code', 'charts', 'log', 'publish', 'what-if', 'test', 'export'] as const;
export type DockPanel = (typeof dockPanels)[number];
/** What the lanes do while nobody sees the tab. */
export const hiddenWays = ['pause', 'run'] as const;
/** What can be taken away from the lanes: what each does is in handicaps/handicaps.ts. */
export const handicaps = ['cursor', 'resume', 'return', 'heartbeat'] as const;
export type Handicap = (typeof handicaps)[number];
export const themes = ['auto', 'light', 'dark'] as const;

/** What the visitor chose, as the URL tells it. Faults are never in here: nobody opens a link and breaks a lab. */
export interface Settings {
  /** All four side by side, or one with live switching. */
  readonly mode: (typeof modes)[number];
  /** The lanes that run in a race. */
  readonly lanes: readonly TransportName[];
  /** The one of `mode: 'one'`. */
  readonly transport: TransportName;
  /** Notifications per second, 0 to 1,000. */
  readonly rate: number;
  readonly burst: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
  readonly seed: number;
  /** Milliseconds between two questions of polling, 100 to 60,000. */
  readonly pollInterval: number;
  /** Seconds that a long poll is held at most. */
  readonly hold: number;
  /** Milliseconds. */
  readonly rtt: number;
  readonly jitter: number;
  /** Bytes per second and direction of each connection; 0 is no limit. */
  readonly bandwidth: number;
  /** What the lanes of this page go without. */
  readonly without: readonly Handicap[];
  /** Bytes of a cookie that goes with every request. */
  readonly cookie: number;
  /** Seconds that the lanes show: 5, 15 or 60. */
  readonly span: number;
  readonly percentile: Percentile;
  /** A hidden tab that runs on takes connections from others, and has its timers slowed down by the browser. */
  readonly hidden: (typeof hiddenWays)[number];
  /** Whether all conditions stand beside the lanes. */
  readonly conditions: boolean;
  readonly dock: DockPanel;
  readonly projector: boolean;
  readonly theme: (typeof themes)[number];
  /** Of the lessons; `auto` is what was chosen in this browser before, or what the browser itself prefers. */
  readonly language: Language | 'auto';
}
