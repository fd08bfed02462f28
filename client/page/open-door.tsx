import { doorPaths } from '../../server/lab/door-paths.ts';
import { type Door, doors } from './doors.ts';
import { createRace, race } from './lab.ts';
import { doorUrl, place } from './place.ts';
import { Lazy } from './ui/lazy.tsx';

/** The open door; `undefined` if the path has none. */
export const openDoor = (): Door | undefined => doors.find(({ name }) => name === place.value?.door);

/** The open door's contents, once loaded. */
export const OpenDoor = ({ door: { name, title, load } }: { readonly door: Door }) => (
  <Lazy key={name} {...{ title, load }} props={{ rest: place.value?.rest ?? '', race, createRace }} />
);

/** For a path without a door: the doors that there are. */
export const NotFound = () => (
  <section aria-labelledby="not-found">
    <h1 id="not-found">There is no page at this address</h1>
    <p>Transport Lab has these:</p>
    <ul class="places">
      {doorPaths.map((path) => (
        <li key={path}>
          <a href={doorUrl(path)}>/{path}</a>
        </li>
      ))}
    </ul>
  </section>
);
