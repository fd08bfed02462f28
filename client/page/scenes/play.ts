import { signal } from '@preact/signals';
import type { TransportName } from '../../stream/index.ts';
import { oncePerFrame } from '../frame.ts';
import type { Race } from '../race/race.ts';
import { settings } from '../settings/store.ts';
import { sharedPast } from './history.ts';
import type { PageScene } from './page-scene.ts';
import { SceneFold } from './scene-fold.ts';

/** Whose notifications a fold has: those of a lane, or those of the one stream, which goes from transport to transport. */
export type Source = TransportName | 'one';

/** A scene that is played: one fold for each lane of a race, or one for the one stream. */
export class Play<State> {
  /** Counts up when there is something else to draw. */
  readonly drawn = signal(0);
  readonly #scene: PageScene<State>;
  readonly #past = sharedPast();
  readonly #folds = new Map<Source, SceneFold<State>>();
  readonly #redraw = oncePerFrame(() => {
    this.drawn.value += 1;
  });

  constructor(scene: PageScene<State>) {
    this.#scene = scene;
  }

  /** @returns ends it */
  follow(race: Race): () => void {
    return race.events.listen((event) => this.foldOf(settings.peek().mode === 'one' ? 'one' : event.lane).take(event));
  }

  foldOf(source: Source): SceneFold<State> {
    const known = this.#folds.get(source);
    if (known) return known;
    const fold = new SceneFold(this.#scene, this.#past, this.#redraw);
    this.#folds.set(source, fold);
    return fold;
  }

  /** Forgets what other sources have told: they are followed no more, and would go on with a gap. */
  keep(sources: readonly Source[]): void {
    for (const source of this.#folds.keys()) if (!sources.includes(source)) this.#folds.delete(source);
  }

  /** The one that is furthest. */
  get newest(): State {
    const all = [...this.#folds.values()];
    return (
      all.reduce<SceneFold<State> | undefined>((one, other) => (one && one.seq >= other.seq ? one : other), undefined)?.state ?? this.#scene.start
    );
  }
}
