/** The paths at which the lab serves its page. Server and page share this list: the one answers 404 for what is not in it, the other says what is. */

/** What can be tried at `/try/<name>`. */
export const sceneNames = ['mail', 'chat', 'drone', 'echo', 'hub', 'push', 'pull'] as const;

/** Where a page may reach servers of any origin, because it judges them. */
export const checkPath = 'decide/check';

/** The lessons at `/learn/<id>`, in the order in which they are listed. */
export const lessonIds = [
  'how-late',
  'nothing-costs',
  'who-is-fastest',
  'between-two-polls',
  'pull-the-plug',
  'seven-tabs',
  'silent-line',
  'somebody-buffers',
  'slow-reader',
  'herd',
  'hidden-tab',
  'who-are-you',
  'fooled-by-a-benchmark',
] as const;
export type LessonId = (typeof lessonIds)[number];

/** The first part of a path below the lab; '' is the lab itself. */
const doorNames = ['', 'learn', 'try', 'decide', 'replay', 'report'] as const;
export type DoorName = (typeof doorNames)[number];

/** What there is below a door beside the door itself. */
const below: Partial<Record<DoorName, readonly string[]>> = { learn: ['tour', ...lessonIds], try: sceneNames, decide: ['check'] };

/** Where in the page a path leads. */
export interface Place {
  readonly door: DoorName;
  /** The path below the door: `mail` of `try/mail`; '' is the door itself. */
  readonly rest: string;
}

/** Every path there is, without a slash in front. */
export const doorPaths: readonly string[] = doorNames.flatMap((door) => [door, ...(below[door] ?? []).map((name) => `${door}/${name}`)]);

/**
 * @param path below the lab, without a slash in front; one at its end is left out
 * @returns `undefined` if there is no such place
 */
export function findPlace(path: string): Place | undefined {
  const wanted = path === 'index.html' ? '' : path.replace(/\/$/, '');
  if (!doorPaths.includes(wanted)) return undefined;
  const [first = '', rest = ''] = wanted.split('/');
  const door = doorNames.find((name) => name === first);
  return door === undefined ? undefined : { door, rest };
}
