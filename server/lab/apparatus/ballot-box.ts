import { quote } from '../../stream/problem.ts';
import type { Right } from '../access/tokens.ts';
import { type LessonId, lessonIds } from '../door-paths.ts';
import { type Ballot, type BallotCommand, type Lead, type LedRound, mostVoters, type VoteCommand } from './telemetry/messages.ts';
import { Refusal } from './telemetry/refusal.ts';

/** Which lesson a page shows. */
const lessonAt = ({ path }: Lead): LessonId | undefined => lessonIds.find((id) => path === `learn/${id}`);

const sum = (one: readonly number[], other: readonly number[]): readonly number[] => one.map((count, index) => count + (other[index] ?? 0));

/** The bets of a class in one round: two votes, each of which is told as counts when it is closed. Of who bet what nothing is kept longer, and nothing is told. */
export class BallotBox {
  #ballot: Ballot | null = null;
  #round: LedRound | undefined;
  /** What each voter of the open vote adds to the counts. */
  readonly #bets = new Map<string, readonly number[]>();
  /** The voter that a page has named: it cannot be two. */
  #voterOf = new WeakMap<object, string>();
  #pages = 0;
  #isNew = false;

  get ballot(): Ballot | null {
    return this.#ballot && { ...this.#ballot, bets: this.#bets.size, pages: Math.max(this.#pages, this.#bets.size) };
  }

  /** What the streams are told. */
  get notice(): Readonly<Record<string, string | number>> {
    const { lesson = '', round = '', bets = 0, pages = 0, closed = [] } = this.ballot ?? {};
    return { lesson, round, vote: closed.length + 1, bets, pages };
  }

  /** Begins where the class comes to another round; the same round again changes nothing. */
  follow(lead: Lead | null): void {
    const lesson = lead && lessonAt(lead);
    const round = lesson ? lead.round : undefined;
    const key = (of: LessonId | undefined, { id, options, most }: Partial<LedRound> = {}) => JSON.stringify([of, id, options, most]);
    if (key(lesson ?? undefined, round) === key(this.#ballot?.lesson, this.#round)) return;
    this.#round = round;
    this.#voterOf = new WeakMap();
    this.#bets.clear();
    this.#ballot = lesson && round ? { lesson, round: round.id, open: true, bets: 0, pages: 0, closed: [] } : null;
  }

  /** Takes the bet of a page, or another one instead. @param page one connection @throws Refusal */
  vote({ lesson, round, vote, voter, bet }: VoteCommand, page: object): void {
    const { open, closed } = this.#at(lesson, round);
    if (!open || vote !== closed.length + 1) {
      const what = open ? `vote ${closed.length + 1} is open` : 'no vote is open';
      throw new Refusal('unavailable', `Expected a bet in the vote that is open; got one in vote ${vote}, and ${what}. Wait for the teacher.`);
    }
    const named = this.#voterOf.get(page) ?? voter;
    if (named !== voter) throw new Refusal('not-allowed', `Expected one voter on a page; got another one, ${quote(voter)}. Change the first bet.`);
    if (!this.#bets.has(voter) && this.#bets.size >= mostVoters)
      throw new Refusal('too-many', `Expected at most ${mostVoters} voters; got one more. Bet together with a neighbour.`);
    this.#bets.set(voter, this.#weightsOf(bet));
    this.#voterOf.set(page, voter);
    this.#isNew = true;
  }

  /** @throws Refusal */
  obey(command: BallotCommand): void {
    const ballot = this.#at(command.lesson, command.round);
    const { open, closed } = ballot;
    if (command.do === 'restore') {
      const count = this.#round?.options.length ?? 0;
      if (command.closed.some(({ counts }) => counts.length !== count)) throw this.#refused(`${count} counts in each closed vote`);
      if (closed.length > 0 || !open || command.closed.length > 2 - Number(command.open)) throw this.#refused('a vote that has not been closed here');
      this.#ballot = { ...ballot, open: command.open, closed: command.closed };
    } else if (command.do === 'close') {
      if (!open) throw this.#refused('an open vote');
      this.#ballot = { ...ballot, open: false, closed: [...closed, this.#counted()] };
    } else {
      if (open || closed.length !== 1) throw this.#refused('a first vote that is closed, and no second one');
      this.#ballot = { ...ballot, open: true };
    }
    this.#bets.clear();
  }

  /** @param rights of the pages @returns what has changed since the last time */
  count(rights: readonly Right[]): 'bets' | 'pages' | undefined {
    if (!this.#ballot) return undefined;
    // On loopback every page has control: all but the one that leads can bet.
    const lookers = rights.filter((right) => right === 'look').length;
    const pages = lookers || Math.max(0, rights.length - 1);
    const changed = this.#isNew ? 'bets' : pages !== this.#pages ? 'pages' : undefined;
    this.#pages = pages;
    this.#isNew = false;
    return changed;
  }

  #at(lesson: LessonId, round: string): Ballot {
    const ballot = this.#ballot;
    if (ballot?.lesson === lesson && ballot.round === round) return ballot;
    const where = ballot ? `which is at ${ballot.lesson}, ${ballot.round}` : 'which is at no lesson';
    throw new Refusal('not-found', `Expected the round of the class, ${where}; got ${lesson}, ${round}. Follow the class.`);
  }

  #refused(expected: string): Refusal {
    const closed = this.#ballot?.closed.length ?? 0;
    const got = this.#ballot?.open ? `vote ${closed + 1} is open` : `${closed} closed`;
    return new Refusal('unavailable', `Expected ${expected}; got a ballot where ${got}. Look at its state.`);
  }

  #counted() {
    const none = (this.#round?.options ?? []).map(() => 0);
    return { bets: this.#bets.size, counts: [...this.#bets.values()].reduce(sum, none) };
  }

  /** @throws Refusal */
  #weightsOf(bet: VoteCommand['bet']): readonly number[] {
    const options = this.#round?.options ?? [];
    const most = this.#round?.most;
    if (typeof bet === 'string' && most === undefined && options.includes(bet)) return options.map((option) => Number(option === bet));
    if (typeof bet !== 'string' && most !== undefined && bet.length === options.length && bet.every((one) => one <= most)) return bet;
    const expected = most === undefined ? `one of ${options.join(', ')}` : `${options.length} numbers from 0 to ${most}`;
    throw new Refusal('bad-message', `Expected the bet to be ${expected}; got ${quote(bet)}. Choose what the round offers.`);
  }
}
