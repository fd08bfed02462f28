import { classShown } from '../class/role.ts';
import { doors } from '../doors.ts';
import { doorUrl, place } from '../place.ts';
import { themes } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { permission } from '../telemetry/telemetry.ts';
import { keysShown, toggleProjector } from './keys.ts';

const showKeys = () => {
  keysShown.value = true;
};

const showClass = () => {
  classShown.value = true;
};

/** The doors of the page; the one that is open is marked. */
const Doors = () => (
  <nav class="doors" aria-label="Pages">
    {doors.map(({ name, title }) => (
      <a key={name} href={doorUrl(name)} aria-current={place.value?.door === name ? 'page' : undefined}>
        {title}
      </a>
    ))}
  </nav>
);

/** Links to the doors, and settings of the display. */
export function TopBar() {
  const { projector, theme } = settings.value;
  const chooseTheme = (text: string) => change({ theme: themes.find((name) => name === text) ?? 'auto' });
  return (
    <header class="top">
      <p class="brand">Transport Lab</p>
      <Doors />
      <p class="buttons show">
        {permission.value === 'control' && (
          <button type="button" class="for-class" title="Invite pupils, and lead their pages from here." onClick={showClass}>
            Classroom
          </button>
        )}
        <button type="button" aria-pressed={projector} onClick={toggleProjector}>
          Projector
        </button>
        <select aria-label="Colours" value={theme} onChange={({ currentTarget }) => chooseTheme(currentTarget.value)}>
          {themes.map((name) => (
            <option key={name} value={name}>
              {name === 'auto' ? 'auto colours' : name}
            </option>
          ))}
        </select>
        <button type="button" class="for-keys" aria-label="List the keys" onClick={showKeys}>
          ?
        </button>
      </p>
    </header>
  );
}
