/**
 * The doors of the page. Each is a path of its own (`server/lab/door-paths.ts`) and a chunk of its own, in the one frame with top bar, lanes and dock.
 * A door keeps what it wants to have in its URL in the query (`?rate=2`): the fragment belongs to the lab's settings, which all doors share.
 */
import type { ComponentType } from 'preact';
import type { DoorName } from '../../server/lab/door-paths.ts';
import type { Race } from './race/race.ts';

/** What the frame hands to the door that is open, whose one `h1` the door writes. */
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
