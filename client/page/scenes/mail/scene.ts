import { mailEvents } from '../../../../server/lab/scenes/mail/messages.ts';
import { type Fields, fieldsOf, lastOf, numberOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

/** A mail, and its delay. */
interface Letter {
  readonly number: number;
  readonly from: string;
  readonly subject: string;
  /** Milliseconds from publishing to here. */
  readonly took: number;
}

export interface MailState {
  /** The id of the run; `undefined` before the first. */
  readonly run: string | undefined;
  /** Milliseconds between two mails; `undefined` while none are sent. */
  readonly every: number | undefined;
  /** Of this run, the newest last. */
  readonly letters: readonly Letter[];
  readonly count: number;
  readonly refused: string | undefined;
}

/** Letters that are shown. */
const shown = 5;

const nothing: MailState = { run: undefined, every: undefined, letters: [], count: 0, refused: undefined };

/** A run without mails. */
const runOf = ({ run, every }: Fields): MailState => ({ ...nothing, run: textOf(run), every: numberOf(every) });

/** Number of unread mails. @param read number of the last mail that the visitor has read of this run */
export const unreadOf = ({ letters, count }: MailState, read: number): number => Math.min(count, Math.max(0, (letters.at(-1)?.number ?? 0) - read));

export const mail: SceneLogic<MailState> = {
  name: 'mail',
  title: 'Mail',
  about: 'The server sends a mail every few seconds. Start it, and watch which transport changes its badge first.',
  start: nothing,
  fold(state, { event, data, at: published }, at) {
    const fields = fieldsOf(data);
    switch (event) {
      case mailEvents.started:
        return runOf(fields);
      case mailEvents.arrived: {
        const letter = {
          number: numberOf(fields.number) ?? 0,
          from: textOf(fields.from) ?? '',
          subject: textOf(fields.subject) ?? '',
          took: at - published,
        };
        // A page that opens in the middle of a run gets its facts from its mails.
        const run = runOf(fields);
        const before = run.run === state.run ? { ...state, every: run.every } : run;
        return { ...before, letters: lastOf(before.letters, letter, shown), count: before.count + 1 };
      }
      case mailEvents.stopped:
        return { ...state, every: undefined };
      case mailEvents.refused:
        return { ...state, refused: textOf(fields.message) };
      default:
        return state;
    }
  },
};
