/** The one sentence that the run's own numbers allow at present. Pure: it says nothing that is not in them. */
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { isAsGood } from '../cards/compare.ts';
import { number } from '../numbers.ts';

/** A lane as far as it can be believed. */
export interface LaneFigures {
  readonly transport: TransportName;
  /** Median from publish to delivery in milliseconds; NaN until it has settled. */
  readonly delay: number;
  /** Of both directions for each notification; NaN until there are enough. */
  readonly bytes: number;
  /** Deliveries since the conditions have settled, and the seconds that took. */
  readonly deliveries: number;
  readonly seconds: number;
  /** It does not deliver as it should at present: its numbers are about that. */
  readonly troubled: boolean;
}

/** What the numbers hold for. */
export interface RunConditions {
  /** Notifications a second, as set: at random times, so many of them at once. */
  readonly rate: number;
  readonly burst: number;
  /** Milliseconds that are simulated; `undefined` where nothing is. */
  readonly rtt: number | undefined;
  /** Milliseconds between two polls. */
  readonly pollInterval: number;
}

/** Lanes whose delays are no different from the least of them. */
export type Tie = readonly LaneFigures[];

/** What a sentence needs to differ in before it says so. */
const muchMore = 1.5;

/** From the fastest on, by the rule that underlines the best on the cards: whoever is as good as the first of a tie is in it. */
export function ties(lanes: readonly LaneFigures[]): Tie[] {
  const sorted = lanes.toSorted((one, other) => one.delay - other.delay);
  const found: LaneFigures[][] = [];
  for (const lane of sorted) {
    const last = found.at(-1);
    if (last?.[0] && isAsGood(lane.delay, last[0].delay)) last.push(lane);
    else found.push([lane]);
  }
  return found;
}

/** `1.07 s` or `56 ms`. */
export const delayText = (delay: number): string => (delay >= 999.5 ? `${number(delay / 1_000)} s` : `${Math.round(delay)} ms`);

const listed = (words: readonly string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? ''));

const inOrder = (lanes: Tie): LaneFigures[] =>
  lanes.toSorted((one, other) => transportNames.indexOf(one.transport) - transportNames.indexOf(other.transport));

const seconds = (milliseconds: number): string => `${number(milliseconds / 1_000)} s`;

function nameOf({ transport }: LaneFigures, { pollInterval }: RunConditions): string {
  return transport === 'polling' ? `polling every ${seconds(pollInterval)}` : transport;
}

function range(tie: Tie): string {
  const [least, most] = [delayText(tie[0]?.delay ?? Number.NaN), delayText(tie.at(-1)?.delay ?? Number.NaN)];
  return least === most ? least : `${least} to ${most}`;
}

/** How often the bytes of another lane, where that is worth a word. @returns '' too where the lab does not count bytes */
function bytesBeside({ bytes }: LaneFigures, reference: LaneFigures): string {
  const ratio = reference.bytes > 0 ? bytes / reference.bytes : Number.NaN;
  return ratio >= muchMore ? `${number(Number(ratio.toPrecision(2)))} × the bytes of ${reference.transport}` : '';
}

/** A tie in time is none in bytes: each lane that takes far more of them than the leanest of its tie. */
function costOfTie(tie: Tie, reference: LaneFigures): string {
  const dear = inOrder(tie).flatMap((lane) => {
    const bytes = bytesBeside(lane, reference);
    return bytes ? [`${lane.transport} takes ${bytes}`] : [];
  });
  return dear.length > 0 ? `, but ${listed(dear)}` : '';
}

/** Of the fastest ones, the one with the fewest bytes: what the others are compared with. */
const leanest = (tie: Tie): LaneFigures => tie.reduce((best, lane) => (lane.bytes < best.bytes ? lane : best));

function fastestClause(tie: Tie, conditions: RunConditions): string {
  const names = listed(inOrder(tie).map((lane) => nameOf(lane, conditions)));
  return tie.length > 1 ? `${names} tie at ${range(tie)}${costOfTie(tie, leanest(tie))}` : `${names} delivers in ${range(tie)}`;
}

function slowerClause(tie: Tie, reference: LaneFigures, conditions: RunConditions): string {
  const names = listed(inOrder(tie).map((lane) => nameOf(lane, conditions)));
  if (tie.length > 1) return `${names} tie at ${range(tie)}`;
  const bytes = tie[0] ? bytesBeside(tie[0], reference) : '';
  return `${names} takes ${range(tie)}${bytes && ` and ${bytes}`}`;
}

/** Standard deviations within which the deliveries of a random schedule are as many as was set. */
const chance = 3;

/** Notifications a second as they were delivered; what was set, where chance alone explains the difference (the count of a Poisson process has its mean as variance). */
function deliveredRate({ deliveries, seconds }: LaneFigures, { rate, burst }: RunConditions): number {
  const expected = rate * seconds;
  if (seconds <= 0 || Math.abs(deliveries - expected) <= chance * Math.sqrt(expected * burst)) return rate;
  return deliveries / seconds;
}

function given(reference: LaneFigures, conditions: RunConditions): string {
  const { rtt } = conditions;
  const network = rtt === undefined ? 'On this network as it is' : `At a round trip of ${number(rtt)} ms`;
  const rate = deliveredRate(reference, conditions);
  const set = rate === conditions.rate ? '' : ` (${number(conditions.rate)} set)`;
  return `${network} and ${number(rate)} ${rate === 1 ? 'notification' : 'notifications'} a second${set}`;
}

/** What the sentence says, and how far it can be believed. */
export interface LiveSentence {
  readonly state: 'told' | 'settling' | 'nothing';
  readonly text: string;
}

/** What is waited for: the deliveries after which a delay has settled, unless the delays vary much (docs/measuring.md). A poll's wait is spread over its whole interval. */
function settling(unsettled: readonly LaneFigures[], compared: number, { rate }: RunConditions): string {
  const [who, needed] = unsettled.some(({ transport }) => transport === 'polling') ? ['Polling', 100] : ['A push', 10];
  const wait = number(Number((needed / rate).toPrecision(2)));
  return `Settling: ${compared - unsettled.length} of ${compared} lanes can be compared by now. ${who} needs up to ${needed} deliveries: ${wait} s at ${number(rate)} a second.`;
}

const halted = (lanes: readonly LaneFigures[]): string =>
  lanes.length > 0 ? ` Not compared, because of its trouble: ${listed(inOrder(lanes).map(({ transport }) => transport))}.` : '';

/** @param lanes those that run */
export function liveSentence(lanes: readonly LaneFigures[], conditions: RunConditions): LiveSentence {
  const troubled = lanes.filter((lane) => lane.troubled);
  const compared = lanes.filter((lane) => !lane.troubled);
  if (compared.length === 0) return { state: 'nothing', text: 'No lane delivers at present: its card says why.' };
  const unsettled = compared.filter(({ delay, bytes }) => Number.isNaN(delay) || Number.isNaN(bytes));
  if (unsettled.length > 0 && conditions.rate === 0) {
    return { state: 'nothing', text: 'Nothing is published by itself at present: raise the rate, or publish one.' };
  }
  if (unsettled.length > 0) {
    return { state: 'settling', text: settling(unsettled, compared.length, conditions) + halted(troubled) };
  }
  const [fastest = [], ...slower] = ties(compared);
  const reference = leanest(fastest);
  const clauses = [fastestClause(fastest, conditions), ...slower.map((tie) => slowerClause(tie, reference, conditions))];
  return { state: 'told', text: `${given(reference, conditions)}, ${clauses.join('; ')}.${halted(troubled)}` };
}
