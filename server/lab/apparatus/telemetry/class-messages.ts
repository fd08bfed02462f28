/** What a class is told, beside the messages of the lab. */
import type { LessonId } from '../../door-paths.ts';

/** The most characters of a visitor's name. */
export const longestName = 24;

/** The most notifications that are hidden. */
export const mostHidden = 200;

/** The most options of a bet, the most measures of a round, and the most voters of a vote. */
export const [mostOptions, mostMeasures, mostVoters] = [24, 64, 200];

/** The notification that says how many have bet: a count goes over the streams as all others do, and the pages show it as it comes. */
export const ballotEvent = 'class.bets';

/** The round of a lesson that a class is at. The lesson is in the path. */
export interface LedRound {
  readonly id: string;
  /** What can be bet, by name; at most 24. */
  readonly options: readonly string[];
  /** If it is there, a bet is not one of the options but a number from 0 to this for each of them. */
  readonly most?: number;
  /** What the leading page has measured, once it shows that. At most 64 numbers; `null` for what did not happen. */
  readonly measured?: Readonly<Record<string, number | null>>;
}

/** A vote that is closed. */
export interface ClosedVote {
  readonly bets: number;
  /** For each option, in the order of the round: how often it was bet; of shapes the sum of all that was drawn. */
  readonly counts: readonly number[];
}

/** Which of the two votes of a round: alone, and after a talk with the neighbour. */
type VoteNumber = 1 | 2;

/** The bets of a class in a round. The lab keeps counts, and of each page a random name until its vote is closed. */
export interface Ballot {
  readonly lesson: LessonId;
  readonly round: string;
  /** Whether pages may bet. How bets are spread is told when a vote is closed. */
  readonly open: boolean;
  /** Bets in the open vote. */
  readonly bets: number;
  /** Pages that could bet. */
  readonly pages: number;
  /** At most two. */
  readonly closed: readonly ClosedVote[];
}

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
  /** Only where the path is a lesson. */
  readonly round?: LedRound;
}

export interface ClassState {
  /** `null` while no page leads. If two lead, the last one counts. */
  readonly lead: Lead | null;
  /** Whether publishing by clients is paused. */
  readonly muted: boolean;
  /** Ids of notifications that the pages hide; at most 200. Other readers of the stream still get them. */
  readonly hidden: readonly string[];
  /** `null` where the class is at no round of a lesson. */
  readonly ballot: Ballot | null;
}

/** What a teacher's page changes. */
export type ClassChange = Partial<Omit<ClassState, 'ballot'>>;

/** A bet of a page. */
export interface VoteCommand {
  readonly type: 'vote';
  readonly lesson: LessonId;
  readonly round: string;
  readonly vote: VoteNumber;
  /** A random name of the page for this round, of the same form as a tab. A second bet of it replaces the first. */
  readonly voter: string;
  /** An option, or numbers for all of them. */
  readonly bet: string | readonly number[];
}

/** Closes the open vote, opens the second one, or tells a lab that was started anew what the page knows of it. */
export type BallotCommand = { readonly type: 'ballot'; readonly lesson: LessonId; readonly round: string } & (
  | { readonly do: 'close' | 'again' }
  | { readonly do: 'restore'; readonly open: boolean; readonly closed: readonly ClosedVote[] }
);
