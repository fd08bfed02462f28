/**
 * The doors of the page. Each is a path of its own (`server/lab/door-paths.ts`) and a chunk of its own, in the one frame with top bar, lanes and dock.
 * A door keeps what it wants to have in its URL in the query (`?rate=2`): the fragment belongs to the lab's settings, which all doors share.
 */
import type { ComponentType } from 'preact';
import type { DoorName } from '../../server/lab/door-paths.ts';
import type { Race } from './race/race.ts';

/** What the frame hands to the door that is open. */
export interface DoorProps {
  /** The path below the door: `mail` at `/try/mail`; '' is the door itself. The server knows which there are, so it is never another. */
  readonly rest: string;
  /** The run of this page, which the lanes of the frame draw. `race.events.listen` tells what each of them delivers. */
  readonly race: Race;
  /** Another run beside it, which nobody draws. Who makes it ends it: `run([])`. Over HTTP/1.1 both share six connections. */
  createRace(): Race;
}

export interface Door {
  readonly name: DoorName;
  /** As the top bar names it. */
  readonly title: string;
  /** Whether the frame shows toolbar, lanes and dock below what the door says. */
  readonly lanes: boolean;
  load(): Promise<{ readonly default: ComponentType<DoorProps> }>;
}

export const doors: readonly Door[] = [
  { name: '', title: 'Lab', lanes: true, load: () => import('./lab-door.tsx') },
  { name: 'learn', title: 'Learn', lanes: true, load: () => import('./learn/learn-door.tsx') },
  { name: 'try', title: 'Try', lanes: true, load: () => import('./scenes/scenes-door.tsx') },
  { name: 'decide', title: 'Decide', lanes: false, load: () => import('./decide/decide-door.tsx') },
  { name: 'report', title: 'Report', lanes: false, load: () => import('./evidence/report-door.tsx') },
];
