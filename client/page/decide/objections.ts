/** Arguments against a choice, and reasons why a transport is ruled out. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Exclusion, ExclusionName } from './exclusions.ts';
import { mayInterfere, type Needs } from './questions.ts';
import { type Chosen, posts, tabs } from './reasons.ts';
import { secondsText, situationOf } from './situation.ts';
import { sources } from './sources.ts';
import { given, measured, type Part, type Statement, say } from './statement.ts';

type Objection = (chosen: Chosen) => Statement;

const heldBack: Objection = ({ situation: { rtt } }) => ({
  parts: say`Some proxies hold an answer until it ends, and a stream does not end. Keep long-polling among the fallbacks of the client: half arrive within ${measured(`p50.long-polling.${rtt}`)} there, instead of ${measured(`p50.sse.${rtt}`)}.`,
  source: sources.proxies,
  command: `npm run bench -- --measures latency --rtt ${rtt}`,
  door: '',
  act: 'press Buffering proxy; Test below the lanes tries your own network',
});

const heavier: Objection = () => ({
  parts: say`A notification takes ${measured('bytes.sse')}, by websocket ${measured('bytes.websocket')}. And should the page have much to send one day, websocket has a way up already.`,
  command: 'npm run bench -- --measures bytes',
  door: '',
  act: 'look at the bytes on the cards',
});

const silentLine: Objection = ({ transport }) => ({
  parts: say`A line that dies without a word tells the page nothing, in none of three browsers. Only heartbeats find that out; with them, ${transport} had everything ${measured(transport === 'sse' ? 'recovered.sse' : 'recovered.websocket')} after a cut that is told.`,
  source: sources.silentLines,
  command: 'npm run bench -- --measures recovery',
  door: '',
  act: 'open All conditions and press Black hole',
});

function instead(next: TransportName | undefined, rtt: Chosen['situation']['rtt']): readonly Part[] {
  if (next === undefined) return say`Your answers rule out the other three.`;
  const there = measured(`p50.${next}.${rtt}`);
  if (next === 'sse') return say`Let the client fall back to sse, which is as fast: half arrive within ${there}.`;
  return say`Let the client fall back to ${next}: half arrive within ${there} then, instead of ${measured(`p50.websocket.${rtt}`)}.`;
}

const needsUpgrade: Objection = ({ next, situation: { rtt } }) => ({
  parts: [
    ...say`A proxy may pass no upgrade, and reconnection is code of yours or of a library: the browser has none for it. `,
    ...instead(next, rtt),
  ],
  source: sources.upgrade,
  command: `npm run bench -- --measures latency --rtt ${rtt}`,
  door: '',
  act: 'press Block WebSocket',
});

const oldNews: Objection = () => ({
  parts: say`Nothing is heard between two polls, and empty ones cost something: while nothing happened a client that asked every second received ${measured('idleDown.polling')} a minute, and one of sse ${measured('idleDown.sse')}. In a hidden tab a browser slows timers down: one of a tenth of a second slept for up to ${measured('longestGap.polling')}.`,
  command: 'npm run bench -- --measures bytes --browser',
  door: '',
  act: 'move Poll every',
});

const eachAnExchange: Objection = () => ({
  parts: say`Every notification is a question and an answer: ${measured('bytes.long-polling')}, by sse ${measured('bytes.sse')}. The server reached its limit with ${measured('knee.long-polling')} deliveries a second, and with ${measured('knee.sse')} by sse.`,
  command: 'npm run bench -- --measures bytes,capacity',
  door: '',
  act: 'look at the requests on the cards',
});

function objectionTo({ transport, needs }: Chosen): Objection {
  const { network, http, direction } = needs;
  if (transport === 'polling') return oldNews;
  if (transport === 'long-polling') return eachAnExchange;
  if (network === 'mobile') return silentLine;
  if (transport === 'websocket') return needsUpgrade;
  if (mayInterfere(needs)) return heldBack;
  if (http === 'h1') return tabs;
  return direction === 'often' ? posts : heavier;
}

/** The strongest argument against it. */
export const counterArgument = (chosen: Chosen): Statement => objectionTo(chosen)(chosen);

const late = (transport: TransportName, needs: Needs): Statement => {
  const { rtt, tolerance } = situationOf(needs);
  const allowed = given(secondsText(tolerance));
  const parts =
    transport === 'polling'
      ? say`The way alone takes ${measured(`p50.sse.${rtt}`)} of the ${allowed} that you allow: too little is left to wait for a poll.`
      : say`One notification in a hundred takes longer than ${measured(`p99.${transport}.${rtt}`)}, and you allow ${allowed}.`;
  return { parts, command: `npm run bench -- --measures latency --rtt ${rtt}`, door: '', act: `set Distance to ${rtt} ms` };
};

const ruledOut: Readonly<Record<ExclusionName, (transport: TransportName, needs: Needs) => Statement>> = {
  upgrade: () => ({
    parts: say`Upgrade is for one hop: a proxy that does not know it does not hand it on, and then there is no WebSocket.`,
    source: sources.upgrade,
    door: '',
    act: 'press Block WebSocket',
  }),
  held: () => ({
    parts: say`A stream is an answer that does not end. A proxy that waits for the end passes nothing on.`,
    source: sources.proxies,
    door: '',
    act: 'press Buffering proxy',
  }),
  header: (transport) => ({
    parts: say`A browser's ${transport === 'sse' ? 'EventSource' : 'WebSocket'} sends no header of yours.`,
    source: transport === 'sse' ? sources.eventSource : sources.webSocket,
  }),
  uplink: () => ({
    parts: say`The page could send by requests only, a POST of ${measured('uplink.post')} for each message.`,
    source: sources.publish,
    command: 'npm run bench -- --measures uplink',
    door: 'try/drone',
    act: 'fly by POST',
  }),
  connections: () => ({
    parts: say`Each tab would hold a connection, and a browser has ${measured('openLines.sse')} of them to one host over HTTP/1.1.`,
    source: sources.eventStreams,
    command: 'npm run bench -- --browser',
    door: '',
    act: 'open All conditions and press Open more streams',
  }),
  late,
};

/** Why this transport does not fit these needs. */
export const exclusionSentence = ({ transport, name }: Exclusion, needs: Needs): Statement => ruledOut[name](transport, needs);
