import { type Finding, given } from './finding.ts';

/** Of WebSockets alone. */
export const webSocketFindings: readonly Finding[] = [
  {
    name: 'any-origin',
    kinds: ['websocket'],
    see: ({ foreignSocket }) =>
      given(foreignSocket, (got) => {
        if (got === 'refused') return true;
        return got === 'mark'
          ? 'A page of a foreign origin was sent what is published.'
          : 'A page of a foreign origin was let in, and its ping answered.';
      }),
    why: "No rule of browsers protects a WebSocket: every page that a user visits opens it with the user's cookies, reads and sends (cross-site WebSocket hijacking).",
    remedy: 'Compare the Origin of the handshake with a list of your own pages. Where no cookie says who asks, there is nothing to hijack.',
    shown: 'proxies.md#proxies',
  },
  {
    name: 'no-pong',
    kinds: ['websocket'],
    see: ({ answersPing }) => given(answersPing, (does) => does || 'A ping was not answered.'),
    why: 'Whoever looks whether the line is alive by a ping takes it for dead, and comes back for ever.',
    remedy: 'Answer each ping with a pong that has the same payload (RFC 6455, 5.5.2).',
    shown: 'protocol.md#websocket',
  },
  {
    name: 'no-close-frame',
    kinds: ['websocket'],
    see: ({ closeCode }) =>
      given(closeCode, (code) => (code === 1006 ? 'A Close frame with 1000 was not answered by one: the reader sees 1006, as after a cut.' : true)),
    why: 'A reader cannot tell a goodbye from a broken line, and comes back where it should not.',
    remedy: 'Answer a Close frame with its own code before you close the connection (RFC 6455, 5.5.1), and send one with a code when you shut down.',
    shown: 'protocol.md#websocket',
  },
  {
    name: 'no-message-limit',
    kinds: ['websocket'],
    see: ({ longMessage }) =>
      given(longMessage, (became) => {
        if (became === 'refused') return true;
        return became === 'died'
          ? 'A message that announced 1 GiB ended the server: nobody answers any more.'
          : 'A message announced 1 GiB and sent 1 MiB of it; the server kept the connection and waits for the rest.';
      }),
    needsHostile: true,
    why: 'One reader makes the process keep as much memory as it likes to send.',
    remedy:
      'Set a limit: maxPayload of ws, maxHttpBufferSize of Socket.IO, SetReadLimit of gorilla/websocket. With ws, listen to error of each socket: the refusal is one, and ends the process where nobody listens.',
    shown: 'protocol.md#limits',
  },
  {
    name: 'deflate-memory',
    kinds: ['websocket'],
    see: ({ deflate }) =>
      given(deflate, (chosen) =>
        chosen === '' || chosen.includes('server_no_context_takeover') ? true : `It chose ${chosen}: a compressor for each connection.`,
      ),
    why: 'zlib keeps up to 256 KiB for each compressor with a context of its own (RFC 7692, 7.1.1): ten thousand readers are 2.5 GB, and each message is compressed once for each of them.',
    remedy: 'Turn permessage-deflate off for short messages, or have the server choose server_no_context_takeover.',
    shown: 'protocol.md#websocket',
  },
];
