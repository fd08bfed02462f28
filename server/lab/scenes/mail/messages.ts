/** What the scene `mail` says. No I/O: the page imports this file. */

export const mailEvents = {
  /** From the page: `{ every }`. */
  start: 'mail.start',
  /** From the page; its data does not matter. */
  stop: 'mail.stop',
  started: 'mail.started',
  arrived: 'mail.arrived',
  stopped: 'mail.stopped',
  refused: 'mail.refused',
} as const;

/** Milliseconds between two mails, as the articles have it. */
export const usualInterval = 3_000;
/** Milliseconds between two mails. */
export const intervalRange = [200, 60_000] as const;

/** Of one start: `run` is the id of the notification that asked for it, so no two have the same, and `every` is milliseconds between two mails. */
type MailRun = { run: string; every: number };
/** `mail.started` */
export type MailStarted = MailRun;
/** `mail.arrived`. `number` counts from 1, through this run. It says which run it is of: whoever comes later has not heard the start. */
export type Mail = MailRun & { number: number; from: string; subject: string };
/** `mail.stopped` */
export type MailStopped = { sent: number; why: 'asked' | 'enough' };
/** `mail.refused`: `answers` is the id of what was refused. */
export type MailRefused = { answers: string; message: string };
