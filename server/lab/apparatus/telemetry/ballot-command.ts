import { quote } from '../../../stream/problem.ts';
import { findPlace, type LessonId, lessonIds } from '../../door-paths.ts';
import { type BallotCommand, type ClosedVote, type LedRound, mostMeasures, mostOptions, type VoteCommand } from './class-messages.ts';
import { type Fields, fieldsOf, flagOf, known, matching, within } from './fields.ts';
import { tabPattern } from './messages.ts';
import { Refusal } from './refusal.ts';

/** The name of a round, an option or a measure, as the lessons have it. */
const name = /^[\w-]{1,40}$/;
const nameForm = '1 to 40 letters, digits, - and _';

/** The largest number that may be drawn for one option. */
const highest = 1_000_000;

/** @throws Refusal `bad-message` */
function listOf<Item>(what: string, value: unknown, longest: number, parse: (item: unknown) => Item): readonly Item[] {
  if (Array.isArray(value) && value.length <= longest) return value.map(parse);
  throw new Refusal('bad-message', `Expected ${what} to be a list of at most ${longest}; got ${quote(value)}. Send a shorter list.`);
}

function lessonOf(lesson: unknown): LessonId {
  const id = lessonIds.find((one) => one === lesson);
  if (id) return id;
  throw new Refusal('bad-message', `Expected lesson to be one of ${lessonIds.join(', ')}; got ${quote(lesson)}. Choose one.`);
}

function measuresOf(measured: Fields): LedRound['measured'] {
  const entries = Object.entries(measured);
  if (entries.length > mostMeasures)
    throw new Refusal('bad-message', `Expected at most ${mostMeasures} measures; got ${entries.length}. Send those of one round.`);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      matching('measure', key, name, nameForm),
      value === null ? null : within(key, value, [-Number.MAX_VALUE, Number.MAX_VALUE]),
    ]),
  );
}

/** @param path of the page that leads @throws Refusal `bad-message` */
export function parseLedRound(path: string, fields: Fields): LedRound {
  known(fields, ['id', 'options', 'most', 'measured']);
  const { id, options, most, measured } = fields;
  if (!lessonIds.some((lesson) => lesson === findPlace(path)?.rest))
    throw new Refusal('bad-message', `Expected a round where the path is a lesson; got the path ${quote(path)}. Leave the round out.`);
  const names = listOf('options', options, mostOptions, (option) => matching('option', option, name, nameForm));
  if (names.length < 1 || new Set(names).size < names.length)
    throw new Refusal('bad-message', `Expected at least one option, each once; got ${quote(names)}. Send those of the round.`);
  return {
    id: matching('round', id, name, nameForm),
    options: names,
    ...(most !== undefined && { most: within('most', most, [0, highest]) }),
    ...(measured !== undefined && { measured: measuresOf(fieldsOf(measured, '`measured` to be numbers by name')) }),
  };
}

/** @throws Refusal `bad-message` */
export function parseVote({ lesson, round, vote, voter, bet }: Fields): VoteCommand {
  if (vote !== 1 && vote !== 2) throw new Refusal('bad-message', `Expected vote to be 1 or 2; got ${quote(vote)}. Send the one that is open.`);
  return {
    type: 'vote',
    lesson: lessonOf(lesson),
    round: matching('round', round, name, nameForm),
    vote,
    voter: matching('voter', voter, tabPattern, '1 to 64 letters, digits, - and _'),
    bet:
      typeof bet === 'string' ? matching('bet', bet, name, nameForm) : listOf('bet', bet, mostOptions, (value) => within('bet', value, [0, highest])),
  };
}

function closedVoteOf(value: unknown): ClosedVote {
  const fields = fieldsOf(value, 'a closed vote, {"bets":…,"counts":[…]}');
  known(fields, ['bets', 'counts']);
  const range = [0, Number.MAX_SAFE_INTEGER] as const;
  return {
    bets: within('bets', fields.bets, [...range, 'whole']),
    counts: listOf('counts', fields.counts, mostOptions, (count) => within('count', count, range)),
  };
}

/** @throws Refusal `bad-message` */
export function parseBallot({ lesson, round, do: act, open, closed }: Fields): BallotCommand {
  const at = { type: 'ballot', lesson: lessonOf(lesson), round: matching('round', round, name, nameForm) } as const;
  if (act === 'close' || act === 'again') return { ...at, do: act };
  if (act === 'restore') return { ...at, do: act, open: flagOf('open', open), closed: listOf('closed', closed, 2, closedVoteOf) };
  throw new Refusal('bad-message', `Expected do to be close, again or restore; got ${quote(act)}. Choose one.`);
}
