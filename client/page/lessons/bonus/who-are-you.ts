/** A server for members: which credentials each transport can carry, and where a token in a URL ends up. */
import type { Lesson } from '../lesson.ts';
import type { MembersAct, Seen } from '../seen.ts';

const step = (id: string, does: MembersAct) => ({ id, act: { kind: 'members', does }, done: { members: does } }) as const;

/** The lesson needs no lane; one stays open so that the page works as usual. */
const quiet = { lanes: ['sse'], rate: 1 } as const;

const ways = ['polling', 'long', 'sse', 'websocket'] as const;

const doors = ({ members }: Seen) => members.doors;

const letIn = (seen: Seen): number => ways.reduce((sum, way) => sum + (doors(seen)[way] ?? 0), 0);

/** Lines of the access log with a token or a ticket in them. */
const lines = ({ members }: Seen): number => members.log.filter((line) => /[?&](token|ticket)=[\w-]/.test(line)).length;

export const lesson: Lesson = {
  id: 'who-are-you',
  minutes: { alone: 4, class: 12 },
  needs: ['weather'],
  rounds: [
    {
      id: 'header',
      set: quiet,
      bet: {
        kind: 'choice',
        options: {
          all: ({ polling, long, sse, websocket }) => polling === 1 && long === 1 && sse === 1 && websocket === 1,
          polls: ({ polling, long, sse, websocket }) => polling === 1 && long === 1 && sse === 0 && websocket === 0,
          sse: ({ polling, long, sse, websocket }) => polling === 1 && long === 1 && sse === 1 && websocket === 0,
          none: ({ polling, long, sse, websocket }) => polling === 0 && long === 0 && sse === 0 && websocket === 0,
        },
      },
      steps: [step('knock', 'header')],
      enough: { members: 'header' },
      measure: doors,
      // Fetch standard: headers of a request. HTML standard: an EventSource has withCredentials alone; a WebSocket has subprotocols.
      expect: () => ({ polling: [1, 1], long: [1, 1], sse: [0, 0], websocket: [0, 0], fetched: [1, 1], subprotocol: [1, 1] }),
    },
    {
      id: 'cookie',
      set: quiet,
      bet: { kind: 'number', of: 'in', unit: '', range: [0, 4], step: 1, within: 0 },
      steps: [step('session', 'session'), step('knock', 'cookie')],
      enough: { members: 'cookie' },
      measure: (seen) => ({ in: letIn(seen) }),
      expect: () => ({ in: [4, 4] }),
    },
    {
      id: 'url',
      set: quiet,
      bet: {
        kind: 'choice',
        options: {
          memory: (measured) => measured.lines === 0,
          way: () => false,
          log: ({ lines: found = 0 }) => found > 0,
        },
      },
      steps: [step('knock', 'url'), step('read', 'read')],
      enough: { members: 'read' },
      measure: (seen) => ({ in: letIn(seen), lines: lines(seen) }),
      // One for each request.
      expect: () => ({ in: [4, 4], lines: [4, 4] }),
    },
    {
      id: 'ticket',
      set: quiet,
      bet: {
        kind: 'choice',
        options: {
          stream: ({ first, second }) => first === 1 && second === 1,
          takeover: () => false,
          refused: ({ second }) => second === 0,
        },
      },
      steps: [step('ticket', 'ticket'), step('open', 'open'), step('steal', 'steal')],
      enough: { members: 'steal' },
      measure: (seen) => ({ first: doors(seen).first ?? Number.NaN, second: doors(seen).second ?? Number.NaN, lines: lines(seen) }),
      expect: () => ({ first: [1, 1], second: [0, 0], lines: [2, 2] }),
    },
  ],
  links: [
    { text: 'RFC 6750, section 5.3: do not pass bearer tokens in page URLs', url: 'https://www.rfc-editor.org/rfc/rfc6750#section-5.3' },
    { text: 'MDN: the constructor of EventSource', url: 'https://developer.mozilla.org/docs/Web/API/EventSource/EventSource' },
    { text: 'MDN: the constructor of WebSocket', url: 'https://developer.mozilla.org/docs/Web/API/WebSocket/WebSocket' },
  ],
  devtools: ['sse', 'websocket'],
  next: ['fooled-by-a-benchmark'],
};
