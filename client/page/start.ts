/** Starts the page: settings, connection to the lab, streams. */
import { effect, untracked } from '@preact/signals';
import { loadHandicaps } from './handicaps/wrap.ts';
import { one, race, raceSummaries, recording } from './lab.ts';
import { keepMoment } from './moment-log.ts';
import { notify, notifyOf } from './notice.ts';
import { openDoor } from './open-door.tsx';
import { replays } from './place.ts';
import { Intake } from './race/intake.ts';
import { setCookie } from './settings/cookie.ts';
import { LabSync } from './settings/lab-sync.ts';
import { notices, onChange, settings, token } from './settings/store.ts';
import { unapplied } from './settings/unapplied.ts';
import { isSilent } from './telemetry/active-faults.ts';
import { clock, serverNow } from './telemetry/clock.ts';
import { connectionTrouble, labConnected, startTelemetry } from './telemetry/telemetry.ts';
import { openSession } from './telemetry/ticket.ts';
import { watchBusy } from './top/busy.ts';
import { keysHere } from './top/keys.ts';

/** Milliseconds after the last move of a slider until the streams are reopened. */
const rest = 300;

let timer: ReturnType<typeof setTimeout> | undefined;

function reopenSoon(): void {
  unapplied.add('lanes');
  clearTimeout(timer);
  timer = setTimeout(() => {
    race.reopen();
    one.reopen();
    race.restart();
    unapplied.delete('lanes');
  }, rest);
}

/** Lanes are reopened once their handicaps are here. */
function reopenWithHandicaps(): void {
  unapplied.add('lanes');
  loadHandicaps().then(reopenSoon, notifyOf);
}

function keepStreams(): void {
  let running = '';
  effect(() => {
    // A door without lanes needs no streams; running ones continue in the background.
    if (running === '' && !openDoor()?.lanes) return;
    const { mode, lanes, transport } = settings.value;
    const wanted = mode === 'race' ? lanes.join() : `one ${transport}`;
    if (wanted === running) return;
    running = wanted;
    untracked(() => {
      // Old streams close before new ones open: two streams on one lane would look like one with two requests.
      if (mode === 'race') one.hide();
      race.run(mode === 'race' ? lanes : []);
      if (mode === 'one') one.show(transport);
      race.lanesChanged();
    });
  });
  onChange((part) => {
    if ('cookie' in part) setCookie(settings.peek().cookie);
    if ('without' in part) reopenWithHandicaps();
    else if ('pollInterval' in part || 'hold' in part) reopenSoon();
    else if ('cookie' in part || 'payload' in part) race.restart();
  });
}

/** A hidden tab would take connections from other tabs: six for all tabs of an origin. */
function keepVisibility(): void {
  const { title } = document;
  const { paused } = race;
  const look = () => {
    if (document.hidden && settings.peek().hidden === 'pause') race.pause('hidden');
    else if (paused.peek() === 'hidden') {
      race.resume('hidden');
      recording.conditionsChanged();
    }
    document.title = paused.peek() ? `Paused: ${title}` : title;
  };
  document.addEventListener('visibilitychange', look);
  effect(() => {
    void [paused.value, settings.value.hidden];
    look();
  });
}

function keepAppearance(): void {
  effect(() => {
    const { theme, projector } = settings.value;
    const { dataset } = document.documentElement;
    dataset.theme = theme === 'auto' && projector ? 'light' : theme;
    dataset.projector = `${projector}`;
  });
}

/** Milliseconds that the streams wait for the lab's watch, unless it is known to be unavailable: earlier traffic is in no sum. */
const longest = 4_000;

const watched = (): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(resolve, longest);
    const stop = effect(() => {
      if (!labConnected.value && connectionTrouble.value === undefined) return;
      clearTimeout(late);
      resolve();
      queueMicrotask(() => stop());
    });
  });

/** Traffic that was not watched (a sleeping machine, a late connection) is missing in some sums and not in others, so all are reset. */
function keepSums(): void {
  labConnected.subscribe((open) => {
    if (!open || race.lanes.size === 0) return;
    race.connections.forgetEnded();
    race.restart();
  });
}

/** Listens to the lab. */
function keepTelemetry(): void {
  const intake = new Intake(race, () => clock.peek());
  const sync = new LabSync(() => recording.conditionsChanged());
  startTelemetry(token, {
    trace: (records) => intake.take(records),
    state(state, first) {
      sync.take(state, first);
      // No lane can notice that nothing passes, so the lab's report is used.
      const since = recording.ongoing.set('silent', undefined, isSilent(state));
      if (since !== undefined) recording.note({ kind: 'passes', lane: undefined, at: serverNow(), took: serverNow() - since });
    },
  });
}

/** Milliseconds between two summaries; a hidden page is not drawn, and waits. */
const summaryPace = 250;
/** Milliseconds between two rows of a state that lasts. */
const ongoingPace = 1_000;

function keepNumbers(): void {
  setInterval(() => {
    if (document.hidden) return;
    raceSummaries.renew();
    keepMoment();
  }, summaryPace);
  setInterval(() => recording.ongoing.renew(), ongoingPace);
}

/** For as long as the page lives. */
export function start(): void {
  keepAppearance();
  // A saved run has no lab: nothing is requested, and the lab's keys are off.
  if (replays()) {
    keysHere.value = [];
    return;
  }
  setCookie(settings.peek().cookie);
  keepTelemetry();
  keepSums();
  void Promise.all([watched(), token !== undefined && openSession(token), loadHandicaps().catch(notifyOf)]).then(() => {
    keepStreams();
    watchBusy();
  });
  keepVisibility();
  keepNumbers();
  effect(() => notify(notices.value.join(' ') || undefined));
}
