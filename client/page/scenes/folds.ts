import type { TransportName } from '../../stream/index.ts';
import type { ReadPast } from './history.ts';
import type { SceneLogic } from './page-scene.ts';
import { SceneFold, type Told } from './scene-fold.ts';

/** The source of a fold's notifications: a lane, or the one stream, which switches transports. */
export type Source = TransportName | 'one';

/** One fold for each stream of a scene. */
export class Folds<State> {
  readonly #scene: SceneLogic<State>;
  readonly #past: ReadPast;
  readonly #changed: () => void;
  readonly #all = new Map<Source, SceneFold<State>>();

  /** @param changed is called when one of them has a new state */
  constructor(scene: SceneLogic<State>, past: ReadPast, changed: () => void) {
    this.#scene = scene;
    this.#past = past;
    this.#changed = changed;
  }

  /** `undefined` for a source that is not followed. */
  of(source: Source): SceneFold<State> | undefined {
    return this.#all.get(source);
  }

  /**
   * Follows exactly these from now on. A new source starts at the state of the fold that is furthest: the visitor sees the same scene from another
   * stream.
   */
  follow(sources: readonly Source[]): void {
    if (sources.length === this.#all.size && sources.every((source) => this.#all.has(source))) return;
    const told = this.#furthest;
    for (const source of this.#all.keys()) if (!sources.includes(source)) this.#all.delete(source);
    for (const source of sources) {
      if (!this.#all.has(source)) this.#all.set(source, new SceneFold(this.#scene, this.#past, this.#changed, told));
    }
  }

  /** The state of the fold that is furthest. */
  get newest(): State {
    return this.#furthest?.state ?? this.#scene.start;
  }

  get #furthest(): Told<State> | undefined {
    return [...this.#all.values()]
      .map(({ told }) => told)
      .reduce((one, other) => (!other || (one && one.position.seq >= other.position.seq) ? one : other), undefined);
  }
}
