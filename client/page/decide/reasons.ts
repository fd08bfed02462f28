import type { TransportName } from '../../../server/stream/protocol.ts';
import { number } from '../numbers.ts';
import type { Choice, Leaf } from './choice.ts';
import { figureValue } from './measured.ts';
import { mayInterfere, type Needs } from './questions.ts';
import { type Situation, secondsText, situationOf } from './situation.ts';
import { sources } from './sources.ts';
import { given, measured, type Statement, say } from './statement.ts';

/** The inputs of the sentences. */
export interface Chosen {
  readonly transport: TransportName;
  /** The second choice. */
  readonly next: TransportName | undefined;
  readonly needs: Needs;
  readonly situation: Situation;
}

type Reason = (chosen: Chosen) => Statement;

const latency = (rtt: number) => ({ command: `npm run bench -- --measures latency --rtt ${rtt}`, door: '', act: `set Distance to ${rtt} ms` });

const delay: Reason = ({ transport, situation: { rtt, tolerance } }) => ({
  parts: say`Half of all notifications arrive within ${measured(`p50.${transport}.${rtt}`)} and all but one in a hundred within ${measured(`p99.${transport}.${rtt}`)}, over a round trip of ${given(`${rtt} ms`)}. You allow ${given(secondsText(tolerance))}.`,
  ...latency(rtt),
});

const pollDelay: Reason = ({ situation: { rtt, tolerance, pollInterval } }) => ({
  parts: say`News is as old as the interval and half a round trip, at most. Asked every second, half of it was older than ${measured(`p50.polling.${rtt}`)}, and one in a hundred older than ${measured(`p99.polling.${rtt}`)}. Ask every ${given(secondsText(pollInterval))}, and you stay below ${given(secondsText(tolerance))}.`,
  command: `npm run bench -- --measures latency --rtt ${rtt}`,
  door: '',
  act: 'move Poll every',
});

const tie: Reason = ({ situation: { rtt } }) => ({
  parts: say`WebSocket is not faster: half arrive within ${measured(`p50.websocket.${rtt}`)} by websocket, and within ${measured(`p50.sse.${rtt}`)} by sse.`,
  ...latency(rtt),
});

const comesBack: Reason = () => ({
  parts: say`The browser reopens an event stream by itself, and says what it had last. With the client library everybody had everything ${measured('recovered.sse')} after a cut of all connections.`,
  source: sources.reconnection,
  command: 'npm run bench -- --measures recovery',
  door: '',
  act: 'press Cut the line',
});

const plainHttp: Reason = () => ({
  parts: say`It is plain HTTP, which company proxies let pass also where they pass no upgrade.`,
  source: sources.upgrade,
  door: '',
  act: 'press Block WebSocket: the other three go on',
});

const sends: Reason = () => ({
  parts: say`What the page sends takes ${measured('uplink.websocket')}, over the connection that is open already. A POST for each takes ${measured('uplink.post')}.`,
  command: 'npm run bench -- --measures uplink',
  door: 'try/drone',
  act: 'fly by WebSocket, then by POST',
});

/** An argument for it where the page seldom sends, and against it where the page often sends. */
export const posts: Reason = () => ({
  parts: say`Each message of the page is a POST of ${measured('uplink.post')}; by websocket it would take ${measured('uplink.websocket')}.`,
  command: 'npm run bench -- --measures uplink',
  door: 'try/drone',
  act: 'fly by POST',
});

/** An argument for websocket with many tabs, and against sse with few. */
export const tabs: Reason = () => ({
  parts: say`Over HTTP/1.1 a browser opened ${measured('openLines.sse')} of eight event streams, and ${measured('waitingLines.sse')} waited without an error, as every other request did. All tabs of a user share those connections; an open WebSocket takes none of them.`,
  source: sources.eventStreams,
  command: 'npm run bench -- --browser',
  door: '',
  act: 'open All conditions and press Open more streams',
});

const lighter: Reason = () => ({
  parts: say`A notification takes ${measured('bytes.websocket')} by websocket, and ${measured('bytes.sse')} by sse.`,
  command: 'npm run bench -- --measures bytes',
  door: '',
  act: 'look at the bytes on the cards',
});

const batches = (other: Exclude<TransportName, 'polling'>, { rate, pollInterval }: Situation): Statement => ({
  parts: say`One answer brings all that is new. From ${measured(`breakEven.${other}`)} notifications a poll on, polling takes fewer bytes than ${other}, TCP and IP included. Yours bring ${given(number((rate * pollInterval) / 1_000))}.`,
  command: 'npm run bench -- --measures crossover',
  door: '',
  act: 'open What if below the lanes',
});

const silence = (other: Exclude<TransportName, 'polling'>, { pollInterval }: Situation): Statement => ({
  parts: say`A connection costs something while nothing happens, too: with a heartbeat every ten seconds a client of ${other} received ${measured(`idleDown.${other}`)} a minute. One that asked every second received ${measured('idleDown.polling')}; yours ask every ${given(secondsText(pollInterval))}.`,
  command: 'npm run bench -- --measures bytes',
  door: 'try/pull',
  act: 'set the updates, the users and the interval',
});

const fewerBytes: Reason = ({ next, situation }) => {
  const other = next === undefined || next === 'polling' ? 'sse' : next;
  const perPoll = (situation.rate * situation.pollInterval) / 1_000;
  return perPoll >= figureValue(`breakEven.${other}`) ? batches(other, situation) : silence(other, situation);
};

const fewRequests: Reason = ({ situation: { clients, pollInterval } }) => ({
  parts: say`${given(`${number(clients)} clients`)} that ask every ${given(secondsText(pollInterval))} make ${given(number((clients * 1_000) / pollInterval))} requests a second. The server answered ${measured('requestRate')} when asked as fast as it could.`,
  command: 'npm run bench -- --measures request-rate',
  door: 'try/pull',
  act: 'set the updates, the users and the interval',
});

const shortRequests: Reason = () => ({
  parts: say`Nothing is held open: a proxy has nothing to cut off, to hold back or to refuse, and nothing has to be reopened.`,
  source: sources.proxies,
  door: '',
  act: 'press Buffering proxy and Block WebSocket: polling goes on',
});

const answersEnd: Reason = ({ situation: { rtt } }) => ({
  parts: say`Each answer ends as soon as there is something in it, so that a proxy that waits for the end passes it on: half arrive within ${measured(`p50.long-polling.${rtt}`)}.`,
  source: sources.proxies,
  command: latency(rtt).command,
  door: '',
  act: 'press Buffering proxy: long-polling goes on, sse falls silent',
});

const sendsHeader: Reason = () => ({
  parts: say`It is asked by fetch, which sends your header with each request. EventSource and WebSocket take a URL, and no header.`,
  source: sources.eventSource,
});

const byLeaf: Readonly<Record<Leaf, (needs: Needs) => readonly Reason[]>> = {
  'websocket-sends': () => [sends, delay],
  'websocket-tabs': () => [tabs, delay, lighter],
  sse: (needs) => [...(mayInterfere(needs) ? [plainHttp, delay] : [delay, tie]), comesBack, ...(needs.direction === 'seldom' ? [posts] : [])],
  'sse-and-posts': () => [plainHttp, delay, comesBack],
  'polling-is-lighter': () => [fewerBytes, pollDelay, shortRequests],
  'polling-is-simple': () => [fewRequests, pollDelay, shortRequests],
  'polling-is-left': () => [shortRequests, pollDelay, fewRequests],
  'long-polling-is-left': ({ auth }) => [auth === 'header' ? sendsHeader : answersEnd, delay],
  'nothing-fits': () => [],
};

/** The inputs of the sentences on this choice; `undefined` where there is none. */
export function chosenOf({ transport, order }: Choice, needs: Needs): Chosen | undefined {
  return transport && { transport, next: order[1], needs, situation: situationOf(needs) };
}

/** Reasons for this transport, most important first. */
export const reasonsFor = ({ leaf }: Choice, chosen: Chosen): readonly Statement[] => byLeaf[leaf](chosen.needs).map((reason) => reason(chosen));
