import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { VerdictCards } from '../cards/verdict-cards.tsx';
import { Dock } from '../dock/dock.tsx';
import { WireLanes } from '../lanes/wire-lanes.tsx';
import { language } from '../learn/language.ts';
import { notifyOf } from '../notice.ts';
import { query } from '../place.ts';
import { keysHere } from '../top/keys.ts';
import { loadWords, type Words } from '../words/words.ts';
import { ChooseRun, take } from './choose-run.tsx';
import { LessonText } from './lesson-text.tsx';
import { openNamed } from './open-run.ts';
import { type OpenedRun, opened } from './player.ts';
import { Position, ReplayControls } from './replay-controls.tsx';
import { replayKeys } from './replay-keys.ts';
import './replay.css';

const words = signal<Words | undefined>(undefined);

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** When it was recorded, in which browser, and under which conditions. */
function Facts({ opened: { name, run } }: { readonly opened: OpenedRun }) {
  const { rate, rtt, pollInterval } = run.settings;
  return (
    <p class="hint facts">
      {name}: recorded {date.format(run.taken)} by {run.browser}. {rate} a second, round trip {rtt} ms, polling every {pollInterval} ms.
    </p>
  );
}

/** The panels that a saved run has; the others need a lab. */
const readable = ['bytes', 'code', 'charts'] as const;

/** The saved run. */
function Replayed({ run }: { readonly run: OpenedRun }) {
  const { lesson } = run.run;
  return (
    <>
      {lesson && words.value && <LessonText lesson={lesson} words={words.value} />}
      <VerdictCards />
      <WireLanes controls={<ReplayControls />}>
        <Position opened={run} />
      </WireLanes>
      <Dock only={readable} />
      <Facts opened={run} />
    </>
  );
}

/** Accepts a file dropped anywhere, which a browser would otherwise open instead of the page. */
function useDrop(): void {
  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      take(event.dataTransfer?.files);
    };
    addEventListener('dragover', allow);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', allow);
      removeEventListener('drop', drop);
    };
  }, []);
}

/** A saved run, without a server behind it. */
export default function Door() {
  useDrop();
  useEffect(() => {
    keysHere.value = replayKeys;
    loadWords(language.peek()).then((loaded) => {
      words.value = loaded;
    }, notifyOf);
    const named = new URLSearchParams(query.peek()).get('run');
    if (named !== null) void openNamed(named);
  }, []);
  const run = opened.value;
  return (
    <>
      <h1>Replay a run</h1>
      {!run && <p class="lead">A run that was saved is drawn as it was: lanes, numbers and bytes, event by event. No server is asked.</p>}
      <ChooseRun words={words.value} open={run !== undefined} />
      {run && <Replayed key={run.name} run={run} />}
    </>
  );
}
