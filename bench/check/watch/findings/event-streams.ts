import { type Finding, given } from './finding.ts';

/** Of event streams alone. */
export const eventStreamFindings: readonly Finding[] = [
  {
    name: 'content-type',
    kinds: ['sse'],
    see: ({ head }) =>
      given(head, (fields) => {
        const type = fields['content-type'] ?? 'no Content-Type';
        return /^text\/event-stream\b/i.test(type) ? true : `It came as ${type}.`;
      }),
    why: 'EventSource takes text/event-stream and nothing else: it fails, and does not come back.',
    remedy: 'Send Content-Type: text/event-stream.',
    shown: 'protocol.md#sse',
  },
  {
    name: 'no-id',
    kinds: ['sse'],
    needsPublish: true,
    see: ({ hasId, comeback }) => {
      if (hasId === undefined || comeback === undefined) return undefined;
      if (hasId) return true;
      return comeback.lost > 0 ? `Events have no id:, and ${comeback.lost} of ${comeback.published} marks of a cut were lost.` : true;
    },
    why: 'A browser that comes back presents the last id (Last-Event-ID). Without one the server cannot know what it missed.',
    remedy: 'Give each event the line id: with its number, and send what comes after the number that is presented.',
    shown: 'protocol.md#sse',
    lab: 'Cut, in the toolbar: nothing is missing afterwards',
  },
  {
    name: 'no-retry',
    kinds: ['sse'],
    see: ({ hasRetry, head }) => (head === undefined || hasRetry === undefined ? undefined : hasRetry || 'No event had a retry: line.'),
    why: 'How long readers wait is left to the browser, and the same for all: after a restart they all come back within one moment.',
    remedy: 'Send retry: once at the beginning, drawn anew for each reader, such as 1,000 to 3,000 ms.',
    shown: 'protocol.md#sse',
  },
  {
    name: 'compression-holds',
    kinds: ['sse'],
    needsPublish: true,
    see: ({ compression }) =>
      compression === undefined
        ? true
        : given(compression.held, (held) => (held ? `With ${compression.encoding} a mark did not come that had come without compression.` : true)),
    why: 'The compressor keeps events until it has enough of them. Browsers ask for compression always, curl does not: it works in the terminal only.',
    remedy: 'Flush the compressor after each event (response.flush() of the package compression), or send Cache-Control: no-transform.',
    shown: 'protocol.md#sse',
  },
];
