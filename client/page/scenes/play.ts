import { signal } from '@preact/signals';
import { oncePerFrame } from '../frame.ts';
import type { Race } from '../race/race.ts';
import { settings } from '../settings/store.ts';
import { Folds, type Source } from './folds.ts';
import { sharedPast } from './history.ts';
import type { PageScene } from './page-scene.ts';

/** The running streams. */
export const sourcesNow = (): readonly Source[] => (settings.value.mode === 'one' ? ['one'] : settings.value.lanes);

/** A running scene: one fold for each lane of a race, or one for the one stream. */
export class Play<State> {
  /** Counts up when there is something new to draw. */
  readonly drawn = signal(0);
  readonly folds: Folds<State>;

  constructor(scene: PageScene<State>) {
    const redraw = oncePerFrame(() => {
      this.drawn.value += 1;
    });
    this.folds = new Folds(scene, sharedPast(), redraw);
  }

  /** @returns a function that ends it */
  listen(race: Race): () => void {
    return race.events.listen((event) => {
      // The streams may have changed since the page was drawn.
      this.folds.follow(sourcesNow());
      this.folds.of(settings.peek().mode === 'one' ? 'one' : event.lane)?.take(event);
    });
  }
}
