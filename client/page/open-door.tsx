import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { doorPaths } from '../../server/lab/door-paths.ts';
import { type Door, type DoorProps, doors } from './doors.ts';
import { messageOf } from './errors.ts';
import { createRace, race } from './lab.ts';
import { doorUrl, place } from './place.ts';

/** What has been loaded stays. */
const loaded = new Map<Door, ComponentType<DoorProps>>();

/** What the door says, as soon as it has come. */
export function OpenDoor({ door, rest }: { readonly door: Door; readonly rest: string }) {
  const trouble = useSignal<string | undefined>(undefined);
  const came = useSignal(0);
  useEffect(() => {
    if (loaded.has(door)) return;
    trouble.value = undefined;
    door.load().then(
      (module) => {
        loaded.set(door, module.default);
        came.value += 1;
      },
      (error) => {
        trouble.value = messageOf(error);
      },
    );
  }, [door]);
  void came.value;
  const Content = loaded.get(door);
  if (Content) return <Content key={door.name} {...{ rest, race, createRace }} />;
  if (!trouble.value) return <p class="label">Loading {door.title} …</p>;
  return (
    <p class="warn">
      {door.title} cannot be loaded: {trouble.value}. <a href={location.href}>Load the page anew</a>
    </p>
  );
}

/** The door that is open; `undefined` where there is nothing. */
export const openDoor = (): Door | undefined => doors.find(({ name }) => name === place.value?.door);

/** Where there is nothing: what there is. */
export const NotFound = () => (
  <section aria-labelledby="not-found">
    <h1 id="not-found">There is no page at this address</h1>
    <p>Transport Lab has these pages:</p>
    <ul class="places">
      {doorPaths.map((path) => (
        <li key={path}>
          <a href={doorUrl(path)}>/{path}</a>
        </li>
      ))}
    </ul>
  </section>
);
