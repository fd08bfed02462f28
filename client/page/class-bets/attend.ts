/** A lesson in a class: the page goes where the class is, keeps its bet over a reload, and sends it. */
import { effect, signal, untracked } from '@preact/signals';
import type { Ballot, ClosedVote } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { ballotEvent } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { TransportName } from '../../stream/index.ts';
import { followed, role, shownRound } from '../class/role.ts';
import { race } from '../lab.ts';
import type { Play } from '../learn/play.ts';
import { optionsOf, voteOf } from '../lessons/class-vote.ts';
import { notifyOf } from '../notice.ts';
import { settings } from '../settings/store.ts';
import { labConnected, labState, sendCommand } from '../telemetry/telemetry.ts';
import { keepRun, restoreRun, voterOf } from './kept-run.ts';

/** The bets of the class in the round that this page shows. */
export function ballotOf({ lesson, round }: Play): Ballot | undefined {
  const ballot = labState.value?.class.ballot;
  return ballot?.lesson === lesson.id && ballot.round === round.id ? ballot : undefined;
}

/** How many have bet, as a stream has brought it. */
interface HeardBets {
  readonly lane: TransportName;
  readonly round: unknown;
  readonly vote: unknown;
  readonly bets: number;
}
export const heardBets = signal<HeardBets | undefined>(undefined);

/** Listens on the transport that this page has chosen; if that is no lane of this lesson, on all. */
function hearBets(): () => void {
  return race.events.listen((event) => {
    if (event.kind !== 'notification' || event.notification.event !== ballotEvent) return;
    const { lanes, transport, mode } = settings.peek();
    if (mode === 'race' && lanes.includes(transport) && event.lane !== transport) return;
    const { round, vote, bets } = Object(event.notification.data);
    if (Number.isInteger(bets)) heardBets.value = { lane: event.lane, round, vote, bets };
  });
}

/** A page that follows goes to the round of the class, once, and is told what was measured there. */
function followRound(play: Play): () => void {
  let shown = '';
  return effect(() => {
    const { path, id, round } = followed() ?? {};
    if (!round || path !== `learn/${play.lesson.id}`) return;
    const now = JSON.stringify([id, round]);
    if (now === shown) return;
    shown = now;
    untracked(() => {
      const index = play.lesson.rounds.findIndex((one) => one.id === round.id);
      if (index >= 0) play.move({ do: 'follow', round: index });
      if (round.measured && play.round.id === round.id) play.move({ do: 'tell', measured: round.measured });
    });
  });
}

/** Sends the bet of a page that follows: once in each vote and for each connection, and again when it has changed. */
function sendBet(play: Play): () => void {
  let sent = '';
  return effect(() => {
    const { bet: placed, phase, discussed } = play.run.value;
    const ballot = ballotOf(play);
    if (!labConnected.value) sent = '';
    if (!ballot?.open || !labConnected.value || !followed()) return;
    const vote = ballot.closed.length === 1 ? 2 : 1;
    if (vote === 2 && !discussed) {
      untracked(() => play.move({ do: 'discuss' }));
      return;
    }
    const bet = phase === 'betted' && placed !== undefined ? voteOf(play.round.bet, placed) : undefined;
    if (bet === undefined) return;
    const { lesson, round } = ballot;
    const command = { type: 'vote', lesson, round, vote, voter: voterOf(lesson, round), bet } as const;
    const now = JSON.stringify(command);
    if (now === sent) return;
    sent = now;
    untracked(() => sendCommand(command).catch(notifyOf));
  });
}

/** Tells the class where the page is that leads it. Numbers are told when they are shown there. */
function tellRound(play: Play): () => void {
  return effect(() => {
    const { phase, measured = {} } = play.run.value;
    const { id, bet } = play.round;
    const round = { id, ...optionsOf(bet), ...(phase === 'told' && play.revealed.value && { measured }) };
    shownRound.value = { path: `learn/${play.lesson.id}`, round };
  });
}

/** The page that leads closes the vote when it runs, and tells a lab that was started anew what had been voted. */
function keepVotes(play: Play): () => void {
  let known: { readonly round: string; readonly open: boolean; readonly closed: readonly ClosedVote[] } | undefined;
  /** The lab tells of bets until it has done what it was told: that is said once. */
  let sent = '';
  return effect(() => {
    const ballot = ballotOf(play);
    const { phase } = play.run.value;
    if (!labConnected.value) sent = '';
    if (!ballot || !role.value.leads || !labConnected.value) return;
    const { lesson, round, open, closed } = ballot;
    const told = known?.round === round && known.closed.length > closed.length ? known : undefined;
    if (!told) known = { round, open, closed };
    const act = told ? ({ do: 'restore', open: told.open, closed: told.closed } as const) : open && phase === 'running' && ({ do: 'close' } as const);
    const now = act ? JSON.stringify([round, act]) : '';
    if (now === sent) return;
    sent = now;
    if (act) untracked(() => sendCommand({ type: 'ballot', lesson, round, ...act }).catch(notifyOf));
  });
}

/** @returns ends it */
export function attend(play: Play): () => void {
  restoreRun(play);
  const stops = [keepRun(play), hearBets(), followRound(play), sendBet(play), tellRound(play), keepVotes(play)];
  return () => {
    for (const stop of stops) stop();
    shownRound.value = undefined;
    heardBets.value = undefined;
  };
}
