import { intervalRange, mailEvents } from '../../../../server/lab/scenes/mail/messages.ts';
import { fieldsOf, lastOf, numberOf, textOf } from '../fields.ts';
import type { SceneLogic } from '../page-scene.ts';

/** A mail as it came, and how late. */
interface Letter {
  readonly number: number;
  readonly from: string;
  readonly subject: string;
  /** Milliseconds from publishing to here. */
  readonly took: number;
}

export interface MailState {
  /** Milliseconds between two mails; `undefined` while none comes. */
  readonly every: number | undefined;
  /** Of this run, the newest last. */
  readonly letters: readonly Letter[];
  readonly count: number;
  readonly refused: string | undefined;
}

/** Letters that are shown. */
const shown = 5;

export const mail: SceneLogic<MailState> = {
  name: 'mail',
  title: 'Mail',
  about: `A server sends a mail every three seconds. Start it, and watch when the badge of each transport changes; from ${intervalRange[0] / 1_000} to ${intervalRange[1] / 1_000} seconds.`,
  start: { every: undefined, letters: [], count: 0, refused: undefined },
  fold(state, { event, data, at: published }, at) {
    const fields = fieldsOf(data);
    switch (event) {
      case mailEvents.started:
        return { ...mail.start, every: numberOf(fields.every) };
      case mailEvents.arrived: {
        const letter = {
          number: numberOf(fields.number) ?? 0,
          from: textOf(fields.from) ?? '',
          subject: textOf(fields.subject) ?? '',
          took: at - published,
        };
        return { ...state, letters: lastOf(state.letters, letter, shown), count: state.count + 1 };
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
