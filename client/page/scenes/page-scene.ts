import type { ComponentType } from 'preact';
import type { sceneNames } from '../../../server/lab/door-paths.ts';
import type { Notification, TransportName } from '../../stream/index.ts';
import type { Race } from '../race/race.ts';

type SceneName = (typeof sceneNames)[number];

/** What a pane draws: the scene as one stream has told it. */
export interface PaneProps<State> {
  readonly state: State;
  /** As the stream that is furthest has told it. */
  readonly newest: State;
  readonly transport: TransportName;
}

export interface ControlsProps {
  readonly race: Race;
}

/**
 * A scene as it is told by a stream. It has no line and no timer of its own: it is made of notifications, so that a race draws four of it, and a stream that switches its transport keeps
 * what it has.
 */
export interface SceneLogic<State> {
  readonly name: SceneName;
  readonly title: string;
  /** What to do and what to watch, in a sentence or two. */
  readonly about: string;
  /** `earliest`: it begins with what is retained, and not with what comes next. */
  readonly after?: 'earliest';
  readonly start: State;
  /**
   * Pure; returns the same state for what does not concern it.
   * @param at when the notification was delivered here, in milliseconds of the server's clock
   */
  fold(state: State, notification: Notification, at: number): State;
}

/** What a visitor sees of a scene. */
export interface PageScene<State> extends SceneLogic<State> {
  readonly Pane: ComponentType<PaneProps<State>>;
  readonly Controls: ComponentType<ControlsProps>;
}
