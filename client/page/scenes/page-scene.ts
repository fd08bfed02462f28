import type { ComponentType } from 'preact';
import type { sceneNames } from '../../../server/lab/door-paths.ts';
import type { Notification, TransportName } from '../../stream/index.ts';
import type { Race } from '../race/race.ts';

type SceneName = (typeof sceneNames)[number];

/** The scene as told by one stream. */
export interface PaneProps<State> {
  readonly state: State;
  /** The state of the stream that is furthest. */
  readonly newest: State;
  readonly transport: TransportName;
}

export interface ControlsProps {
  readonly race: Race;
}

/**
 * A scene as it is told by a stream. It has no connection or timer of its own: its state comes from notifications only. So a race can draw four of
 * it, and a stream keeps its state when it switches transports.
 */
export interface SceneLogic<State> {
  readonly name: SceneName;
  readonly title: string;
  /** What to do and watch, in a sentence or two. */
  readonly about: string;
  /** `earliest`: it begins with the retained notifications instead of the next one. */
  readonly after?: 'earliest';
  readonly start: State;
  /**
   * Pure; returns the same state for a notification of others.
   * @param at when the notification was delivered here, in milliseconds of the server's clock
   */
  fold(state: State, notification: Notification, at: number): State;
}

/** What a visitor sees of a scene. */
export interface PageScene<State> extends SceneLogic<State> {
  readonly Pane: ComponentType<PaneProps<State>>;
  readonly Controls: ComponentType<ControlsProps>;
}
