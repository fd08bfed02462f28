/** What page and server say to each other over a transport, drawn from the top down. */
import { colours, dashArray, transports } from '../../bench/result/identity.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import type { PaperWords } from './words.ts';

/** One line of the drawing, one step below the other. */
type Line =
  /** An arrow, up to the server or down to the page, with what is sent. */
  | { readonly kind: 'up' | 'down'; readonly text: string }
  /** Somebody publishes, at the server. */
  | { readonly kind: 'published' }
  /** Nothing is sent, and this is why. */
  | { readonly kind: 'wait'; readonly text: string; readonly at: 'page' | 'server' };

type TransportWords = PaperWords['transports'];

const up = (text: string): Line => ({ kind: 'up', text });
const down = (text: string): Line => ({ kind: 'down', text });
const published: Line = { kind: 'published' };

/** What is on the wire is docs/protocol.md’s. */
const drawings: Readonly<Record<TransportName, (words: TransportWords) => readonly Line[]>> = {
  polling: ({ interval, empty }) => [
    up('GET /stream/polling?after=k3-41'),
    down(`200 (${empty})`),
    { kind: 'wait', text: interval, at: 'page' },
    published,
    up('GET /stream/polling?after=k3-41'),
    down('200 {"id":"k3-42", …}'),
    { kind: 'wait', text: interval, at: 'page' },
    up('GET /stream/polling?after=k3-42'),
    down(`200 (${empty})`),
  ],
  'long-polling': ({ waits }) => [
    up('GET /stream/long-polling?after=k3-41'),
    { kind: 'wait', text: waits, at: 'server' },
    published,
    down('200 {"id":"k3-42", …}'),
    up('GET /stream/long-polling?after=k3-42'),
    { kind: 'wait', text: waits, at: 'server' },
    published,
    down('200 {"id":"k3-43", …}'),
    up('GET /stream/long-polling?after=k3-43'),
  ],
  sse: ({ open }) => [
    up('GET /stream/sse'),
    down('200 text/event-stream'),
    published,
    down('id: k3-42 ⏎ data: {…}'),
    published,
    down('id: k3-43 ⏎ data: {…}'),
    { kind: 'wait', text: open, at: 'server' },
    down('event: heartbeat'),
  ],
  websocket: ({ open }) => [
    up('GET /stream/websocket, Upgrade: websocket'),
    down('101 Switching Protocols'),
    published,
    down('{"id":"k3-42", …}'),
    up('{"type":"publish", …}'),
    down('{"id":"k3-43", …}'),
    { kind: 'wait', text: open, at: 'server' },
    down('{"type":"heartbeat"}'),
  ],
};

const [width, left, right, step, top] = [640, 90, 540, 41, 40] as const;
const middle = (left + right) / 2;
/** How far an arrow falls while it is on its way. */
const fall = 14;

interface DrawnProps {
  readonly name: TransportName;
  readonly y: number;
  readonly words: TransportWords;
}

function Arrow({ name, y, text, toServer }: DrawnProps & { readonly text: string; readonly toServer: boolean }) {
  const [from, to] = toServer ? [left, right] : [right, left];
  const back = toServer ? -9 : 9;
  const stroke = colours[name].light;
  return (
    <>
      <path d={`M${from} ${y}L${to} ${y + fall}`} stroke={stroke} stroke-width="1.6" stroke-dasharray={dashArray(transports[name].dash, 1.6)} />
      <path d={`M${to + back} ${y + fall - 5}L${to} ${y + fall}L${to + back} ${y + fall + 4}`} stroke={stroke} stroke-width="1.6" fill="none" />
      <text x={middle} y={y - 2} text-anchor="middle" class="wire">
        {text}
      </text>
    </>
  );
}

function Drawn({ line, ...props }: DrawnProps & { readonly line: Line }) {
  const { y, words, name } = props;
  if (line.kind === 'published')
    return (
      <>
        <path d={`M${right + 6} ${y + 4}h10`} stroke={colours[name].light} stroke-width="4" />
        <text x={right + 20} y={y + 8}>
          {words.published}
        </text>
      </>
    );
  if (line.kind === 'wait') {
    const x = line.at === 'page' ? left : right;
    return (
      <>
        <path d={`M${x} ${y - 6}v${step - 8}`} stroke={colours[name].light} stroke-width="6" opacity="0.35" />
        <text x={line.at === 'page' ? x + 10 : x - 10} y={y + 7} text-anchor={line.at === 'page' ? 'start' : 'end'} class="why">
          {line.text}
        </text>
      </>
    );
  }
  return <Arrow {...props} text={line.text} toServer={line.kind === 'up'} />;
}

export function Sequence({ name, words }: { readonly name: TransportName; readonly words: TransportWords }) {
  const lines = drawings[name](words);
  const height = top + lines.length * step + 8;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words[name].what}>
      {[left, right].map((x) => (
        <path d={`M${x} 22V${height - 4}`} stroke="#555" />
      ))}
      <text x={left} y="14" text-anchor="middle">
        {words.client}
      </text>
      <text x={right} y="14" text-anchor="middle">
        {words.server}
      </text>
      {lines.map((line, index) => (
        <Drawn {...{ line, name, words }} y={top + index * step} />
      ))}
    </svg>
  );
}
