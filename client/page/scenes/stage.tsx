import { useLayoutEffect, useMemo } from 'preact/hooks';
import { one } from '../lab.ts';
import type { Race } from '../race/race.ts';
import { settings } from '../settings/store.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import type { PageScene } from './page-scene.ts';
import { Play, type Source } from './play.ts';

interface PlayedProps<State> {
  readonly scene: PageScene<State>;
  readonly play: Play<State>;
  readonly source: Source;
}

function Pane<State>({ scene, play, source }: PlayedProps<State>) {
  void play.drawn.value;
  const transport = source === 'one' ? one.transport.value : source;
  const { state, trouble } = play.foldOf(source);
  return (
    <section class={`pane ${transport}`} data-source={source} aria-label={`${scene.title} over ${transport}`}>
      <h3 class="via">
        <NamedShape of={transport} />
      </h3>
      {trouble && <p class="warn">{trouble}</p>}
      <scene.Pane state={state} newest={play.newest} transport={transport} />
    </section>
  );
}

/** A scene's controls, and what each stream has told of it. */
export function Stage<State>({ scene, race }: { readonly scene: PageScene<State>; readonly race: Race }) {
  const play = useMemo(() => new Play(scene), [scene]);
  // Before the controls can be used: what they publish is not to come earlier.
  useLayoutEffect(() => play.follow(race), [play, race]);
  const { mode, lanes } = settings.value;
  const sources: readonly Source[] = mode === 'one' ? ['one'] : lanes;
  play.keep(sources);
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
