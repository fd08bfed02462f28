import { labUrl } from '../../lab-url.ts';
import { number } from '../../numbers.ts';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Moderated } from '../moderated.tsx';
import type { PaneProps } from '../page-scene.ts';
import { lines } from './lines.ts';
import { type PushState, pushEvent } from './scene.ts';

export const PushControls = () => (
  <div class="push-lines">
    {lines(labUrl('push').href, pushEvent).map(({ shell, code }) => (
      <CopyLine key={shell} where={shell} code={code} />
    ))}
  </div>
);

export const PushPane = ({ state: { texts, count } }: PaneProps<PushState>) => (
  <>
    <ol class="scene-rows">
      {[...texts].reverse().map(({ id, text, took }) => (
        <li key={id}>
          <Moderated id={id}>
            <bdi>{text}</bdi> <small>{number(took)} ms</small>
          </Moderated>
        </li>
      ))}
    </ol>
    <p class="hint">{count === 0 ? 'Nothing yet.' : `${count} so far.`}</p>
  </>
);
