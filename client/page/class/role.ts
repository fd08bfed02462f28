/** The role of this page in a class. The tab keeps it across a reload; a restarted server is told again. */
import { signal } from '@preact/signals';
import type { Lead, LedRound } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { labUrl } from '../lab-url.ts';
import { labState, tab } from '../telemetry/telemetry.ts';

interface Role {
  /** Names the run of this page when it leads. */
  readonly id: string;
  /** All other pages follow this one. */
  readonly leads: boolean;
  /** This page has paused publishing. */
  readonly mutes: boolean;
  /** The run that this page stopped following. */
  readonly left?: string;
}

/** A proxy may have put several labs on one origin. */
const key = `class of ${labUrl('')}`;

function kept(): Role {
  const fresh = { id: tab, leads: false, mutes: false };
  try {
    return { ...fresh, ...JSON.parse(sessionStorage.getItem(key) ?? '{}') };
  } catch {
    // This browser has no storage for pages.
    return fresh;
  }
}

export const role = signal(kept());

export function changeRole(part: Partial<Role>): void {
  role.value = { ...role.peek(), ...part };
  try {
    sessionStorage.setItem(key, JSON.stringify(role.peek()));
  } catch {
    // As above.
  }
}

/** The page that this one follows. */
export function followed(): Lead | undefined {
  const lead = labState.value?.class.lead;
  const { id, left } = role.value;
  return lead && lead.id !== id && lead.id !== left ? lead : undefined;
}

/** Whether the class has closed its vote on this round: from then on the bet of a page that follows stays as it is. */
export function voteIsClosed(lesson: string, round: string): boolean {
  const ballot = labState.value?.class.ballot;
  return followed() !== undefined && ballot?.lesson === lesson && ballot.round === round && !ballot.open;
}

/** Whether the dialog for teachers is shown. */
export const classShown = signal(false);

/** The round of the lesson that this page shows, at its path. */
export const shownRound = signal<{ readonly path: string; readonly round: LedRound } | undefined>(undefined);
