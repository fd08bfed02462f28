/** What a class is told, beside the messages of the lab. */
/** Characters of a name that a visitor goes by. */
export const longestName = 24;

/** Notifications that are hidden at most. */
export const mostHidden = 200;

/** What all pages of a class show, because a page that may control does. */
export interface Lead {
  /** Names the run of the teacher's page; it outlives a reload. Of the same form as a tab. */
  readonly id: string;
  /** Who leads, at most 24 characters; '' if he has no name. */
  readonly name: string;
  /** The door, as `server/lab/door-paths.ts` lists it. */
  readonly path: string;
  /** The query behind it, with its question mark: the answers at `/decide`. At most 1,000 characters; '' if there is none. */
  readonly query: string;
  /** What is shown there, as the page's fragment has it: `v=1&mode=race`. At most 1,000 characters. */
  readonly view: string;
}

export interface ClassState {
  /** `null` while each page goes its own way. Who leads last, leads. */
  readonly lead: Lead | null;
  /** Nobody may publish from outside. */
  readonly muted: boolean;
  /** Ids of notifications that no page of the class shows; at most 200. Other readers of the stream have them all the same. */
  readonly hidden: readonly string[];
}
