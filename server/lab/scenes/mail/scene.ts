import type { NotificationLog, Stop } from '../../../stream/log/notification-log.ts';
import type { Notification } from '../../../stream/protocol.ts';
import { publishOnDeadlines } from '../../sources/deadlines.ts';
import { fieldsOf, numberWithin, Refused } from '../fields.ts';
import { hear, type ServerScene, tell } from '../server-scene.ts';
import { intervalRange, type Mail, type MailStarted, type MailStopped, mailEvents, usualInterval } from './messages.ts';

/** Mails of one run: nobody may have stayed to stop it. */
const mostMails = 200;

const senders = ['Ada Lovelace', 'Grace Hopper', 'Radia Perlman', 'Barbara Liskov', 'Karen Spärck Jones'];
const subjects = ['Invoice of November', 'Your order is on its way', 'Minutes of today', 'Question about the log', 'Lunch on Friday?', 'Backup done'];

const mailOf = (number: number): Pick<Mail, 'number' | 'from' | 'subject'> => ({
  number,
  from: senders[number % senders.length] ?? '',
  subject: subjects[number % subjects.length] ?? '',
});

class Mailbox {
  readonly #log: NotificationLog;
  #sending: Stop | undefined;
  #sent = 0;

  constructor(log: NotificationLog) {
    this.#log = log;
  }

  obey({ id, event, data }: Notification): void {
    try {
      if (event === mailEvents.stop) this.end('asked');
      else this.#start({ run: id, every: numberWithin('every', fieldsOf(data).every ?? usualInterval, intervalRange) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(this.#log, mailEvents.refused, { answers: id, message: error.message });
    }
  }

  close(): void {
    this.#sending?.();
    this.#sending = undefined;
  }

  end(why: MailStopped['why']): void {
    if (!this.#sending) return;
    this.close();
    tell(this.#log, mailEvents.stopped, { sent: this.#sent, why } satisfies MailStopped);
  }

  #start(run: MailStarted): void {
    this.close();
    this.#sent = 0;
    tell(this.#log, mailEvents.started, run);
    this.#sending = publishOnDeadlines(this.#log, {
      period: run.every,
      draft: (count) => {
        this.#sent = count;
        // The last one is stored first.
        if (count === mostMails) setImmediate(() => this.end('enough'));
        return { event: mailEvents.arrived, data: { ...mailOf(count), ...run } satisfies Mail };
      },
    });
  }
}

/** Mails that come every three seconds, or as often as a visitor says, until one stops them. */
export const mail: ServerScene = {
  name: 'mail',
  start(log) {
    const mailbox = new Mailbox(log);
    const deafen = hear(log, [mailEvents.start, mailEvents.stop], (command) => mailbox.obey(command));
    return () => {
      deafen();
      mailbox.close();
    };
  },
};
