import { PeerError } from '../../stream/problem.ts';
import { type ClassState, longestName } from './telemetry/messages.ts';

export const noClass: ClassState = { lead: null, muted: false, hidden: [] };

/** What a teacher has set for all pages. It outlives a restart of the streams; after one of the whole lab the teacher's page tells it again. */
export class Classroom {
  state: ClassState = noClass;

  /** For what comes from outside: sources, ticker and scenes go on. @throws PeerError while nobody may publish */
  readonly requirePublishing = (): void => {
    if (!this.state.muted) return;
    throw new PeerError(
      'forbidden',
      'Expected a class that may publish; the teacher has paused that. Nothing was stored. Wait until it is allowed again.',
    );
  };
}

/** A name that is shown: markup is text like any other. */
export const isShownName = (text: string): boolean => text.length <= longestName && !/\p{Cc}/u.test(text);
