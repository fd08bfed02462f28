import { useEffect } from 'preact/hooks';
import type { DoorProps } from '../doors.ts';
import { counted } from '../numbers.ts';
import { TransportPicker } from '../one/transport-picker.tsx';
import { doorUrl } from '../place.ts';
import { settings } from '../settings/store.ts';
import { Runs } from '../top/runs.tsx';
import { scenes } from './index.ts';
import { refused } from './send.ts';
import { Stage } from './stage.tsx';
import './scenes.css';

const Contents = ({ rest }: { readonly rest: string }) => (
  <nav class="scene-list" aria-label="Scenes">
    {scenes.map(({ name, title }) => (
      <a key={name} href={doorUrl(`try/${name}`)} aria-current={name === rest ? 'page' : undefined}>
        {title}
      </a>
    ))}
  </nav>
);

/** All scenes, each with its subject. */
const Everything = () => (
  <dl class="scene-cards">
    {scenes.map(({ name, title, about }) => (
      <div key={name}>
        <dt>
          <a href={doorUrl(`try/${name}`)}>{title}</a>
        </dt>
        <dd>{about}</dd>
      </div>
    ))}
  </dl>
);

/** A note that the lanes show all notifications of the lab, and so its schedule too, even if a scene has not begun. */
function Schedule() {
  const { rate } = settings.value;
  return rate > 0 ? (
    <p class="hint">
      The lanes below show the lab’s own schedule too: {counted(rate, 'notification')} a second. Set Rate to 0 to see this scene alone.
    </p>
  ) : null;
}

/** Small systems on the same log and transports: raced on four transports, or followed on one that can be switched. */
export default function Door({ rest, race }: DoorProps) {
  const scene = scenes.find(({ name }) => name === rest);
  useEffect(() => {
    refused.value = undefined;
  }, [rest]);
  if (!scene) {
    return (
      <>
        <h1>Small systems, each on all four transports</h1>
        <Everything />
      </>
    );
  }
  return (
    <div class="scene">
      <Contents rest={rest} />
      <div class="lab-title">
        <h1>{scene.title}</h1>
        <Runs />
      </div>
      <p>{scene.about}</p>
      {settings.value.mode === 'one' && <TransportPicker />}
      {refused.value && (
        <p class="warn" role="alert">
          {refused.value}
        </p>
      )}
      <Stage key={scene.name} scene={scene} race={race} />
      {scene.name !== 'pull' && <Schedule />}
    </div>
  );
}
