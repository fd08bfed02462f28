/** The one sentence that the run's own numbers support at present. Pure. */
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { isAsGood } from '../cards/compare.ts';
import { number } from '../numbers.ts';

/** The numbers of a lane, as far as they have settled. */
export interface LaneFigures {
  readonly transport: TransportName;
  /** Median from publish to delivery in milliseconds; NaN until it has settled. */
  readonly delay: number;
  /** Of both directions per notification; NaN until there are enough. */
  readonly bytes: number;
  /** Deliveries since the conditions have settled, and the seconds since then. */
  readonly deliveries: number;
  readonly seconds: number;
  /** It does not deliver normally at present, so its numbers describe the fault. */
  readonly troubled: boolean;
}

/** The conditions of the numbers. */
export interface RunConditions {
  /** Notifications per second, as set, at random times, in bursts of this size. */
  readonly rate: number;
  readonly burst: number;
  /** Simulated milliseconds; `undefined` without simulation. */
  readonly rtt: number | undefined;
  /** Milliseconds between two polls. */
  readonly pollInterval: number;
}

/** Lanes whose delays do not differ from the least of them. */
export type Tie = readonly LaneFigures[];

/** The ratio from which on the sentence mentions a difference. */
const muchMore = 1.5;

/** From the fastest on, by the rule that underlines the best on the cards: a tie holds all lanes as good as its first. */
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

/** The ratio of another lane's bytes, if it is worth mentioning. @returns '' also if the lab does not count bytes */
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

/** The one with the fewest bytes among the fastest: the reference for the others. */
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

/** Standard deviations within which the count of a random schedule agrees with the setting. */
const chance = 3;

/** Delivered notifications per second, or the setting if chance alone explains the difference (a Poisson count has its mean as variance). */
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

/** The sentence, and whether it has settled. */
export interface LiveSentence {
  readonly state: 'told' | 'settling' | 'nothing';
  readonly text: string;
}

/**
 * What is still awaited: the deliveries after which a delay has settled, unless delays vary much (docs/measuring.md). A poll's wait is spread over
 * its whole interval.
 */
function settling(unsettled: readonly LaneFigures[], compared: number, { rate }: RunConditions): string {
  const [who, needed] = unsettled.some(({ transport }) => transport === 'polling') ? ['Polling', 100] : ['A push', 10];
  const wait = number(Number((needed / rate).toPrecision(2)));
  const settled = `Settling: ${compared - unsettled.length} of ${compared} lanes can be compared by now.`;
  // More than that have come, and the median is not certain yet.
  const scattered = unsettled.filter(({ deliveries }) => deliveries > needed);
  if (scattered.length > 0) {
    const names = listed(inOrder(scattered).map(({ transport }) => transport));
    return `${settled} The delays of ${names} vary much here, as on a busy machine: that takes longer.`;
  }
  return `${settled} ${who} needs up to ${needed} deliveries: ${wait} s at ${number(rate)} a second.`;
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
