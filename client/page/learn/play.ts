/** A lesson on this page: its moves, the settings that they change, and the readings of the page. */
import { effect, signal, untracked } from '@preact/signals';
import { race, summaries } from '../lab.ts';
import { holds, progress } from '../lessons/condition.ts';
import type { Act, Given, Lesson, Round } from '../lessons/lesson.ts';
import { advance, firstRun, isOver, type Move, type Run, reopened } from '../lessons/runner.ts';
import type { Seen } from '../lessons/seen.ts';
import { notifyOf } from '../notice.ts';
import { lessonTold } from '../saved-run/lesson-told.ts';
import { settings } from '../settings/store.ts';
import { labState, sendCommand } from '../telemetry/telemetry.ts';
import { beside } from './beside.ts';
import { browserFamily } from './browser-family.ts';
import { extras, fetchNow, forgetFetch } from './extras.ts';
import { Look } from './look.ts';
import { forgetMembers, tryMembers } from './members.ts';
import { keepProgress } from './progress.ts';
import { Stage } from './stage.ts';

/** Milliseconds between two checks whether the conditions hold, and after which they have failed. */
const [pace, patience] = [100, 20_000];

function perform(act: Act, stage: Stage): void {
  if (act.kind === 'set') stage.adjust(act.set);
  if (act.kind === 'fault') sendCommand({ type: 'fault', fault: act.fault }).catch(notifyOf);
  if (act.kind === 'lift') sendCommand({ type: 'lift' }).catch(notifyOf);
  if (act.kind === 'extras') extras.open(act.count, act.of);
  if (act.kind === 'close-extra') extras.closeOne();
  if (act.kind === 'fetch') fetchNow();
  if (act.kind === 'members') tryMembers(act.does).catch(notifyOf);
}

/** Whether the queues of the naive server are read. */
const asksQueues = ({ set, beside: readers = {} }: Round): boolean =>
  [...Object.values(set.naive ?? {}), ...Object.values(readers)].some((path) => path.startsWith('queueing'));

/** Whether a step of a round may restart the server with another log. */
const restarts = ({ steps = [] }: Round): boolean => steps.some(({ act }) => act?.kind === 'fault' && act.fault.kind === 'restart');

/** Whether the lanes stand still, and not because the round says that a hidden tab's do. */
const standStill = ({ set }: Round): boolean => {
  const why = race.paused.peek();
  return why === 'visitor' || (why === 'hidden' && set.hidden === undefined);
};

const nobody: Seen['arrivals'] = { connections: [], refused: [], due: [] };

export class Play {
  readonly lesson: Lesson;
  readonly run = signal(firstRun);
  /** Whether the conditions do not hold yet; `failed` if they never did. */
  readonly settling = signal<boolean | 'failed'>(false);
  /** The share of the evidence that is collected, from 0 to 1. */
  readonly evidence = signal(0);
  /** Connections since the last step, in rounds about that. */
  readonly arrivals = signal<Seen['arrivals']>(nobody);
  /** The conditions of the last measures. */
  readonly given = signal<Given | undefined>(undefined);
  /** Whether what was measured is shown: on a projector the class talks about it first. */
  readonly revealed = signal(true);
  readonly #stage = new Stage();
  #look: Look | undefined;
  #epoch: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stop: () => void;

  constructor(lesson: Lesson) {
    this.lesson = lesson;
    this.#stop = effect(() => {
      void [summaries.value, race.paused.value];
      untracked(() => this.#glance());
    });
  }

  get round(): Round {
    const round = this.lesson.rounds[this.run.value.round];
    if (!round) throw new Error(`${this.lesson.id} has no round ${this.run.value.round}.`);
    return round;
  }

  move(move: Move): void {
    const before = this.run.peek();
    this.run.value = advance(before, move, this.lesson);
    if (this.run.peek() === before) return;
    if (move.do === 'next' || move.do === 'restart' || move.do === 'follow') this.arrivals.value = nobody;
    if (move.do === 'run') this.#begin();
    if (this.run.peek().phase === 'told' && before.phase !== 'told') {
      this.#hide();
      this.#end();
    }
  }

  /** Goes on with a run that this page had before it was loaded anew. */
  reopen(kept: Partial<Run>): void {
    this.run.value = reopened(kept);
    this.#hide();
  }

  #hide(): void {
    this.revealed.value = !settings.peek().projector;
  }

  /** The button of a step. */
  press(id: string, act: Act): void {
    perform(act, this.#stage);
    this.#look?.press(id, act.kind === 'lift');
  }

  /** Puts everything back. What runs does not count: a browser may keep the page as it is, and show it again. */
  interrupt(): void {
    this.move({ do: 'disturb' });
    this.#end();
    lessonTold.value = undefined;
    this.#stage.restore();
  }

  /** The same, for good. */
  leave(): void {
    this.#stop();
    this.interrupt();
  }

  #begin(): void {
    this.#end();
    lessonTold.value = undefined;
    const { set, beside: readers = {} } = this.round;
    this.#stage.set(set);
    beside.open(readers, asksQueues(this.round));
    this.settling.value = true;
    this.evidence.value = 0;
    this.arrivals.value = nobody;
    const deadline = performance.now() + patience;
    const look = () => {
      if (this.#stage.ready()) {
        this.#start();
        return;
      }
      if (performance.now() > deadline) this.settling.value = 'failed';
      this.#timer = setTimeout(look, pace);
    };
    look();
  }

  #start(): void {
    this.settling.value = false;
    this.#epoch = labState.peek()?.epoch;
    forgetMembers();
    this.#look = new Look(this.round.probe === true);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#look?.stop();
    this.#look = undefined;
    forgetFetch();
    extras.closeAll();
    beside.close();
    const run = this.run.peek();
    if (isOver(run, this.lesson)) keepProgress(this.lesson.id, run.results.filter(Boolean).length);
  }

  #glance(): void {
    const look = this.#look;
    if (!look || this.run.peek().disturbed) return;
    if (this.#isDisturbed(look)) {
      this.move({ do: 'disturb' });
      return;
    }
    const seen = look.seen();
    const { steps = [], enough } = this.round;
    for (const { id, done } of steps) if (holds(done, seen)) this.move({ do: 'tick', step: id });
    this.evidence.value = progress(enough, seen);
    if ('arrivals' in enough) this.arrivals.value = seen.arrivals;
    if (steps.every(({ id }) => this.run.peek().ticked.includes(id)) && this.evidence.value >= 1) this.#judge(seen);
  }

  /** Whether what is measured is not all of the round's conditions: they were changed, or the lanes stood still or were counted anew. */
  #isDisturbed(look: Look): boolean {
    const isAnew = !restarts(this.round) && labState.peek()?.epoch !== this.#epoch;
    return isAnew || look.interrupted || standStill(this.round) || !this.#stage.agrees();
  }

  #judge(seen: Seen): void {
    const { rate, pollInterval } = settings.peek();
    this.given.value = { rtt: seen.rtt, rate, pollInterval, browser: browserFamily() };
    const measured = this.round.measure(seen, this.run.peek().before);
    lessonTold.value = { id: this.lesson.id, round: this.round.id, measured };
    this.move({ do: 'measure', measured });
  }
}
