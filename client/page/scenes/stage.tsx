import { useLayoutEffect, useMemo } from 'preact/hooks';
import { one } from '../lab.ts';
import type { Race } from '../race/race.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import type { Source } from './folds.ts';
import type { PageScene } from './page-scene.ts';
import { Play, sourcesNow } from './play.ts';
import './panes.css';

interface PlayedProps<State> {
  readonly scene: PageScene<State>;
  readonly play: Play<State>;
  readonly source: Source;
}

function Pane<State>({ scene, play, source }: PlayedProps<State>) {
  void play.drawn.value;
  const transport = source === 'one' ? one.transport.value : source;
  const fold = play.folds.of(source);
  // It has stopped, and the stage will be redrawn without it.
  if (!fold) return null;
  const { state, trouble } = fold;
  return (
    <section class={`pane ${transport}`} data-source={source} aria-label={`${scene.title} over ${transport}`}>
      <h2 class="via">
        <NamedShape of={transport} />
      </h2>
      {trouble && <p class="warn">{trouble}</p>}
      <scene.Pane state={state} newest={play.folds.newest} transport={transport} />
    </section>
  );
}

/** A scene's controls, and the scene from each stream. */
export function Stage<State>({ scene, race }: { readonly scene: PageScene<State>; readonly race: Race }) {
  const play = useMemo(() => new Play(scene), [scene]);
  // Begins before the controls can be used, so that nothing is published earlier.
  useLayoutEffect(() => play.listen(race), [play, race]);
  const sources = sourcesNow();
  play.folds.follow(sources);
  return (
    <>
      <scene.Controls race={race} />
      <div class="panes">
        {sources.map((source) => (
          <Pane key={source} {...{ scene, play, source }} />
        ))}
      </div>
    </>
  );
}
