/** The run of a lesson in a class, which the tab keeps over a reload. */
import { effect } from '@preact/signals';
import { role } from '../class/role.ts';
import { labUrl } from '../lab-url.ts';
import type { Play } from '../learn/play.ts';
import { labState } from '../telemetry/telemetry.ts';

const key = (what: string): string => `${what} of ${labUrl('')}`;

/** The class, as its teacher's page is named. */
const classNow = (): string => (role.value.leads ? role.value.id : (labState.value?.class.lead?.id ?? ''));

function read(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    // This browser keeps nothing for pages, or the value is not ours.
    return null;
  }
}

function write(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // As above.
  }
}

/** Keeps the run for as long as there is the class. @returns ends it */
export const keepRun = (play: Play): (() => void) =>
  effect(() => write(key('run'), { lesson: play.lesson.id, class: classNow(), run: play.run.value }));

/** Goes on where this page was in this class. */
export function restoreRun(play: Play): void {
  const kept = Object(read(key('run')));
  if (kept.lesson !== play.lesson.id || kept.class !== classNow() || play.run.peek().phase !== 'asking') return;
  if (play.lesson.rounds[kept.run?.round]) play.reopen(kept.run);
}

/** Where the browser keeps nothing. */
let latest: { readonly place: string; readonly voter: string } | undefined;

/** A random name of this page for one round, so that the lab cannot tell which bets of two rounds are of the same page. */
export function voterOf(lesson: string, round: string): string {
  const place = `${lesson} ${round}`;
  const kept = Object(read(key('voter')) ?? latest);
  if (kept.place === place && typeof kept.voter === 'string') return kept.voter;
  const voter = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  latest = { place, voter };
  write(key('voter'), latest);
  return voter;
}
