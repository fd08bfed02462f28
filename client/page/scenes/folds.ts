import type { TransportName } from '../../stream/index.ts';
import type { ReadPast } from './history.ts';
import type { SceneLogic } from './page-scene.ts';
import { SceneFold, type Told } from './scene-fold.ts';

/** Whose notifications a fold has: those of a lane, or those of the one stream, which goes from transport to transport. */
export type Source = TransportName | 'one';

/** One fold for each stream that tells a scene. */
export class Folds<State> {
  readonly #scene: SceneLogic<State>;
  readonly #past: ReadPast;
  readonly #changed: () => void;
  readonly #all = new Map<Source, SceneFold<State>>();

  /** @param changed is called when one of them tells something else */
  constructor(scene: SceneLogic<State>, past: ReadPast, changed: () => void) {
    this.#scene = scene;
    this.#past = past;
    this.#changed = changed;
  }

  /** `undefined` for a source that is not followed. */
  of(source: Source): SceneFold<State> | undefined {
    return this.#all.get(source);
  }

  /** Follows these from now on, and no other. Whoever comes later goes on where the furthest of those before stands: the visitor sees the same scene told by another stream. */
  follow(sources: readonly Source[]): void {
    if (sources.length === this.#all.size && sources.every((source) => this.#all.has(source))) return;
    const told = this.#furthest;
    for (const source of this.#all.keys()) if (!sources.includes(source)) this.#all.delete(source);
    for (const source of sources) {
      if (!this.#all.has(source)) this.#all.set(source, new SceneFold(this.#scene, this.#past, this.#changed, told));
    }
  }

  /** As the one that is furthest tells it. */
  get newest(): State {
    return this.#furthest?.state ?? this.#scene.start;
  }

  get #furthest(): Told<State> | undefined {
    return [...this.#all.values()]
      .map(({ told }) => told)
      .reduce((one, other) => (!other || (one && one.position.seq >= other.position.seq) ? one : other), undefined);
  }
}
