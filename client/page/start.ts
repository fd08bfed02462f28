/** Puts the page to work: the settings hold, the lab is listened to, the streams run. */
import { effect, untracked } from '@preact/signals';
import { closeOne, openOne, reopenOne } from './one/store.ts';
import { lanes, lanesChanged } from './race/lane.ts';
import { goOn, pause, paused, race, reopen, restart } from './race/race.ts';
import { say } from './said.ts';
import { setCookie } from './settings/cookie.ts';
import { syncWith } from './settings/lab-sync.ts';
import { notices, onChange, settings, token } from './settings/store.ts';
import { isSilent } from './telemetry/broken.ts';
import { serverNow } from './telemetry/clock.ts';
import { takeTrace } from './telemetry/intake.ts';
import { linked, noLine, startTelemetry } from './telemetry/telemetry.ts';
import { watchBusy } from './top/busy.ts';
import { lasts } from './track/lasting.ts';
import { keepSummaries } from './track/summaries.ts';
import { conditionsChanged, note } from './track/track.ts';

/** Milliseconds that a slider rests before the streams are opened anew. */
const rest = 300;

let timer: ReturnType<typeof setTimeout> | undefined;

function reopenSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    reopen();
    reopenOne();
    restart();
  }, rest);
}

function keepStreams(): void {
  let running = '';
  effect(() => {
    const { mode, lanes, transport } = settings.value;
    const wanted = mode === 'race' ? lanes.join() : `one ${transport}`;
    if (wanted === running) return;
    running = wanted;
    untracked(() => {
      // What goes is gone before what comes: two streams on one lane would look like one that asks twice.
      if (mode === 'race') closeOne();
      race(mode === 'race' ? lanes : []);
      if (mode === 'one') openOne(transport);
      lanesChanged();
    });
  });
  onChange((part) => {
    if ('cookie' in part) setCookie(settings.peek().cookie);
    if ('pollInterval' in part || 'hold' in part) reopenSoon();
    else if ('cookie' in part || 'payload' in part) restart();
  });
}

/** A tab that nobody sees would keep others from their connections: six over all tabs of an origin. */
function keepVisibility(): void {
  const title = document.title;
  const look = () => {
    if (document.hidden) pause('hidden');
    else if (paused.peek() === 'hidden') {
      goOn('hidden');
      conditionsChanged();
    }
    document.title = paused.peek() ? `Paused: ${title}` : title;
  };
  document.addEventListener('visibilitychange', look);
  effect(() => {
    void paused.value;
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

/** Milliseconds that the streams wait for the lab to watch them, unless it is known that it cannot: what passes before that is in no sum. */
const longest = 4_000;

const watched = (): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(resolve, longest);
    const stop = effect(() => {
      if (!linked.value && noLine.value === undefined) return;
      clearTimeout(late);
      resolve();
      queueMicrotask(() => stop());
    });
  });

/** What passed while nobody watched the streams (a machine that slept, a line that came late) is missing in some sums and not in others: all of them begin anew. */
function keepSums(): void {
  linked.subscribe((open) => {
    if (open && lanes.size > 0) restart();
  });
}

/** For as long as the page lives. */
export function start(): void {
  keepAppearance();
  setCookie(settings.peek().cookie);
  startTelemetry(token, {
    trace: takeTrace,
    state(state, first) {
      syncWith(state, first);
      // No lane notices when nothing passes: the lab's word is all there is.
      const since = lasts('silent', undefined, isSilent(state));
      if (since !== undefined) note({ kind: 'passes', lane: undefined, at: serverNow(), took: serverNow() - since });
    },
  });
  keepSums();
  void watched().then(() => {
    keepStreams();
    watchBusy();
  });
  keepVisibility();
  keepSummaries();
  effect(() => say(notices.value.join(' ') || undefined));
}
