import { type Finding, given, seconds } from './finding.ts';

const streams = ['sse', 'websocket'] as const;

/** Of what stays open, whatever carries it. */
export const streamFindings: readonly Finding[] = [
  {
    name: 'late-head',
    kinds: ['sse'],
    needsPublish: true,
    see: ({ headHeld }) => given(headHeld, (held) => (held ? 'The head of the answer came only when something was published.' : true)),
    why: 'Until then the page does not know that it is connected, and a proxy that waits for the answer gives up with 504.',
    remedy: 'Send the head at once: response.flushHeaders() in Node and Express, or a first comment line.',
    shown: 'protocol.md#hello--server--client',
  },
  {
    name: 'held-back',
    kinds: streams,
    needsPublish: true,
    see: ({ firstBehind }) =>
      given(firstBehind, (count) =>
        count > 1 ? `The first of ${count} marks came only when ${count} had been published: they arrive in clumps.` : true,
      ),
    why: 'The server, or something between, collects until a buffer is full. Readers see nothing for minutes, and then everything.',
    remedy: 'Flush after each event. In front: X-Accel-Buffering: no or proxy_buffering off for nginx; no response buffering elsewhere.',
    shown: 'proxies.md#proxies',
    lab: 'Buffering proxy, in the toolbar',
  },
  {
    name: 'no-heartbeat',
    kinds: streams,
    see: ({ silence }, idle) =>
      given(silence, ({ heartbeat, longest, ended }) => {
        if (heartbeat) return true;
        return longest >= idle && ended === undefined ? `Nothing came for ${seconds(longest)}.` : undefined;
      }),
    why: 'Proxies end what is silent: nginx after 60 s (proxy_read_timeout), HAProxy after its timeout client. And a reader does not learn that the line is dead.',
    remedy: 'Send something at least every 30 s when there is nothing else: a comment line or an event over SSE, a ping over WebSocket.',
    shown: 'protocol.md#heartbeat--server--client-push-transports',
  },
  {
    name: 'cut-in-silence',
    kinds: streams,
    see: ({ silence }) =>
      given(silence, ({ ended, heartbeat, listened }) =>
        ended === undefined || heartbeat ? true : `After ${seconds(listened)} in which nothing was published it ${ended}.`,
      ),
    why: 'The server, or a proxy with a time-out, ends connections on which nobody speaks: all readers come back again and again.',
    remedy: 'Send a heartbeat more often than that, or raise the time-out of what is in front.',
    shown: 'proxies.md#proxies',
    lab: 'Cut, in the toolbar',
  },
  {
    name: 'doubled',
    kinds: [...streams, 'long-polling'],
    needsPublish: true,
    see: ({ doubled = 0, comeback }) =>
      given(comeback, (came) => {
        if (doubled > 0) return `${doubled} of the marks came twice over one connection.`;
        return came.doubled > 0 ? `A reader who came back got ${came.doubled} of the marks again that it had before.` : true;
      }),
    why: 'Whoever counts, adds or shows a list has it twice.',
    remedy: 'Send each reader what comes after the id that it presents, and subscribe it once.',
    shown: 'protocol.md#cursor--both-directions',
  },
  {
    name: 'reordered',
    kinds: streams,
    needsPublish: true,
    see: ({ reordered }) => given(reordered, (is) => (is ? 'A mark came behind one that was published after it.' : true)),
    why: 'The last state that a page shows is not the newest, and a cursor passes over what comes later.',
    remedy: 'Number notifications in one place, and write to each reader in that order; await each write of a queue.',
    shown: 'protocol.md#cursor--both-directions',
  },
  {
    name: 'lost-in-a-cut',
    kinds: streams,
    needsPublish: true,
    see: ({ comeback, kind, hasId, firstBehind = 1 }) => {
      // Without ids the finding no-id says it. What is held back comes later, and was not lost.
      if ((kind === 'sse' && hasId === false) || firstBehind > 1) return undefined;
      return given(comeback, ({ lost, published, hasCursor }) => {
        const presented = kind === 'sse' ? 'with the last id as Last-Event-ID' : 'with its cursor';
        return lost > 0
          ? `${lost} of ${published} marks of a cut never came to a reader who came back ${hasCursor ? presented : 'with nothing to present'}.`
          : true;
      });
    },
    why: 'Lines break every day: a lift, a sleeping laptop, a deploy. What is published meanwhile is lost, and nobody is told.',
    remedy:
      'Keep the newest notifications with their numbers, and send what comes after the number that a reader presents: Last-Event-ID over SSE, an argument of the URL over WebSocket.',
    shown: 'protocol.md#gap--server--client',
    lab: 'Cut, in the toolbar: nothing is missing afterwards',
  },
];
