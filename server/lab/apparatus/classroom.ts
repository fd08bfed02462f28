import { PeerError } from '../../stream/problem.ts';
import { BallotBox } from './ballot-box.ts';
import { type ClassChange, type ClassState, longestName } from './telemetry/messages.ts';

type Told = Omit<ClassState, 'ballot'>;

const nothingTold: Told = { lead: null, muted: false, hidden: [] };

/** What a teacher has set for all pages. It survives a restart of the streams; after a restart of the lab the teacher's page sends it again. */
export class Classroom {
  readonly box = new BallotBox();
  #told = nothingTold;

  get state(): ClassState {
    return { ...this.#told, ballot: this.box.ballot };
  }

  /** Changes these; the others stay the same. */
  change(set: ClassChange): void {
    this.#told = { ...this.#told, ...set };
    this.box.follow(this.#told.lead);
  }

  /** Nobody is in it any more. What was hidden stays so: its lines are still in the log. */
  end(): void {
    this.change({ lead: null, muted: false });
  }

  /** Checks publishes of clients only; sources, ticker and scenes go on. @throws PeerError while the teacher has paused publishing */
  readonly requirePublishing = (): void => {
    if (!this.#told.muted) return;
    throw new PeerError(
      'forbidden',
      'Expected a class that may publish; the teacher has paused that. Nothing was stored. Wait until it is allowed again.',
    );
  };
}

/** Whether a name may be shown. Markup in it is harmless, because pages show it as text. */
export const isShownName = (text: string): boolean => text.length <= longestName && !/\p{Cc}/u.test(text);
