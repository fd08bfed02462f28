import { type Finding, given, seconds } from './finding.ts';

const polls = ['long-polling', 'polling'] as const;

/** Of what asks again and again. */
export const pollFindings: readonly Finding[] = [
  {
    name: 'lost-between-polls',
    kinds: polls,
    needsPublish: true,
    see: ({ comeback }) =>
      given(comeback, ({ lost, published, hasCursor }) =>
        lost > 0
          ? `${lost} of ${published} marks that were published between two questions never came${hasCursor ? '' : '; answers have no cursor to ask on with'}.`
          : true,
      ),
    why: 'Nobody is connected between two questions. A server that answers only those who wait right now loses what falls in between.',
    remedy: 'Answer with a cursor, keep the newest notifications, and answer a question with all that come after its cursor.',
    shown: 'protocol.md#polling-and-long-polling',
    lab: 'Cut, in the toolbar: nothing is missing afterwards',
  },
  {
    name: 'repeats-itself',
    kinds: ['polling'],
    needsPublish: true,
    see: ({ again }) =>
      given(again, ({ marks, bytes, etag }) => {
        if (marks === 0) return true;
        return `With nothing published in between, the next answer had the same ${marks} marks again, ${bytes} bytes, ${etag ? 'although its ETag came back in If-None-Match' : 'and no ETag to ask with'}.`;
      }),
    why: 'Most polls have nothing new to bring: each of them costs as much as the first, and the page has to find out what it knows already.',
    remedy: 'Answer with a cursor, or with an ETag and then 304.',
    shown: 'protocol.md#polling-and-long-polling',
  },
  {
    name: 'grows',
    kinds: ['polling'],
    needsPublish: true,
    see: ({ comeback, growth }) =>
      given(comeback, () =>
        growth && growth.after > growth.before
          ? `An answer of ${growth.before} bytes became one of ${growth.after}: everything from before is in it again.`
          : true,
      ),
    why: 'With every notification all readers load all of them: traffic grows with the square of what was published.',
    remedy: 'Answer with what comes after a cursor.',
    shown: 'protocol.md#polling-and-long-polling',
  },
  {
    name: 'not-held',
    kinds: ['long-polling'],
    needsPublish: true,
    see: ({ emptyAtOnce }) => given(emptyAtOnce, (count) => (count >= 3 ? `${count} questions in a row were answered at once, with nothing.` : true)),
    why: 'A reader asks as fast as the line lets it: hundreds of requests a second that bring nothing.',
    remedy: 'Keep a question until there is something to answer, or its hold ends.',
    shown: 'protocol.md#polling-and-long-polling',
  },
  {
    name: 'held-too-long',
    kinds: ['long-polling'],
    see: ({ hold }, idle) =>
      given(hold, ({ milliseconds, status }) =>
        status === undefined && milliseconds < idle ? undefined : milliseconds >= idle ? `A question was held for ${seconds(milliseconds)}.` : true,
      ),
    why: 'nginx and Varnish wait 60 s for an answer, and then answer 504 themselves.',
    remedy: 'Answer with nothing (204, or an empty list with the cursor) after 25 to 50 s.',
    shown: 'proxies.md#proxies',
  },
  {
    name: 'hold-ends-badly',
    kinds: ['long-polling'],
    see: ({ hold }) =>
      given(hold?.status, (status) => {
        if (status !== 0 && status < 400) return true;
        return `A held question with nothing to answer ended after ${seconds(hold?.milliseconds ?? 0)} ${status === 0 ? 'with a closed connection' : `with ${status}`}.`;
      }),
    why: 'A page cannot tell it from a failure: it waits before it asks again, and what is published meanwhile is late.',
    remedy: 'Answer with nothing (204, or an empty list with the cursor) before anybody gives up.',
    shown: 'protocol.md#polling-and-long-polling',
  },
];
