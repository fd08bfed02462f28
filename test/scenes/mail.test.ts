import { expect, it } from 'vitest';
import { type Mail, type MailRefused, type MailStarted, type MailStopped, mailEvents } from '../../server/lab/scenes/mail/messages.ts';
import { mail } from '../../server/lab/scenes/mail/scene.ts';
import { play } from './support.ts';

const events = Object.values(mailEvents);

it('sends nothing until a visitor starts it, then a mail per interval, and says when it stops', async () => {
  const { log, tell, says } = play(mail, events);
  expect(log.window.head).toBe(0);
  const run = await tell(mailEvents.start, { every: 200 });
  expect(await says<MailStarted>(mailEvents.started)).toEqual([{ run, every: 200 }]);
  const mails = await says<Mail>(mailEvents.arrived, 3);
  expect(mails.map(({ number }) => number)).toEqual(mails.map((_, index) => index + 1));
  // A visitor who arrives now has not received the start, so each mail repeats its data.
  for (const mail of mails) expect(mail).toMatchObject({ run, every: 200 });
  await tell(mailEvents.stop, null);
  const [stopped] = await says<MailStopped>(mailEvents.stopped);
  expect(stopped).toEqual({ sent: (await says<Mail>(mailEvents.arrived)).length, why: 'asked' });
});

it('sends every three seconds unless a command sets another interval', async () => {
  const { tell, says } = play(mail, events);
  const run = await tell(mailEvents.start, {});
  expect(await says(mailEvents.started)).toEqual([{ run, every: 3_000 }]);
});

it('starts again with another interval, and counts from one', async () => {
  const { tell, says } = play(mail, events);
  const first = await tell(mailEvents.start, { every: 60_000 });
  const second = await tell(mailEvents.start, { every: 200 });
  expect(await says(mailEvents.started, 2)).toEqual([
    { run: first, every: 60_000 },
    { run: second, every: 200 },
  ]);
  expect((await says<Mail>(mailEvents.arrived))[0]).toMatchObject({ number: 1, run: second });
});

it.each([[{ every: 'often' }], [{ every: 0 }], [{ every: 1e9 }]])('refuses %j with a sentence', async (data) => {
  const { tell, says, said } = play(mail, events);
  const answers = await tell(mailEvents.start, data);
  const [refused] = await says<MailRefused>(mailEvents.refused);
  expect(refused).toEqual({
    answers,
    message: expect.stringMatching(/^Expected `every` to be a number from 200 to 60000; got .+\. Choose one in between\.$/),
  });
  expect(said.some(({ event }) => event === mailEvents.started)).toBe(false);
});

it('publishes nothing when it is stopped without having started', async () => {
  const { log, tell } = play(mail, events);
  await tell(mailEvents.stop, null);
  await tell('other', 1);
  expect(log.window.head).toBe(2);
});
