/**
 * The doors of the page. Each is a path of its own (`server/lab/door-paths.ts`) and a chunk of its own, in the one frame with top bar, lanes and dock.
 * A door keeps what it wants to have in its URL in the query (`?rate=2`): the fragment belongs to the lab's settings, which all doors share.
 */
import type { ComponentType } from 'preact';
import type { DoorName } from '../../server/lab/door-paths.ts';
import type { Race } from './race/race.ts';

/** What the frame passes to the open door. The door writes its own `h1`. */
export interface DoorProps {
  /** The path below the door: `mail` at `/try/mail`; '' is the door itself. Always one that exists, because the server checks it. */
  readonly rest: string;
  /** The run of this page, drawn by the lanes of the frame. `race.events.listen` reports the deliveries of each lane. */
  readonly race: Race;
  /** Makes another run that is not drawn. Its creator ends it: `run([])`. Over HTTP/1.1 both share six connections. */
  createRace(): Race;
}

export interface Door {
  readonly name: DoorName;
  /** As the top bar names it. */
  readonly title: string;
  /** Whether the frame shows toolbar, lanes and dock below the door. */
  readonly lanes: boolean;
  readonly load: () => Promise<ComponentType<DoorProps>>;
}

export const doors: readonly Door[] = [
  { name: '', title: 'Lab', lanes: true, load: async () => (await import('./lab-door.tsx')).default },
  { name: 'learn', title: 'Learn', lanes: true, load: async () => (await import('./learn/learn-door.tsx')).default },
  { name: 'try', title: 'Try', lanes: true, load: async () => (await import('./scenes/scenes-door.tsx')).default },
  { name: 'decide', title: 'Decide', lanes: false, load: async () => (await import('./decide/decide-door.tsx')).default },
  { name: 'replay', title: 'Replay', lanes: false, load: async () => (await import('./replay/replay-door.tsx')).default },
  { name: 'report', title: 'Report', lanes: false, load: async () => (await import('./evidence/report-door.tsx')).default },
];
