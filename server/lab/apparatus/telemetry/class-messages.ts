/** What a class is told, beside the messages of the lab. */
/** The most characters of a visitor's name. */
export const longestName = 24;

/** The most notifications that are hidden. */
export const mostHidden = 200;

/** What all pages of a class show: the same as the teacher's page. */
export interface Lead {
  /** Names the teacher's page, also after a reload. Same form as a tab. */
  readonly id: string;
  /** Name of the teacher, at most 24 characters; '' for none. */
  readonly name: string;
  /** The door, as `server/lab/door-paths.ts` lists it. */
  readonly path: string;
  /** The query behind it, with its question mark: the answers at `/decide`. At most 1,000 characters; '' if there is none. */
  readonly query: string;
  /** What is shown there, as the page's fragment has it: `v=1&mode=race`. At most 1,000 characters. */
  readonly view: string;
}

export interface ClassState {
  /** `null` while no page leads. If two lead, the last one counts. */
  readonly lead: Lead | null;
  /** Whether publishing by clients is paused. */
  readonly muted: boolean;
  /** Ids of notifications that the pages hide; at most 200. Other readers of the stream still get them. */
  readonly hidden: readonly string[];
}
