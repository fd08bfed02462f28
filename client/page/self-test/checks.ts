import type { Problem } from '../../../server/stream/protocol.ts';
import { askGuards, problemIn } from '../refusal.ts';

/** What passes between this browser and the lab: each check asks the real endpoints and says in a sentence what came of it. */

/** How a check ended. */
export interface Finding {
  /** `undefined` where nothing can be said of the way. */
  readonly passed: boolean | undefined;
  /** What happened, and where it did not pass what that means. */
  readonly reason: string;
}

/** What a check works with; tests bring their own. */
export interface Surroundings {
  /** `http://host:port` of the lab, and the prefix that a proxy has put it below. */
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  /** Milliseconds. */
  readonly now: () => number;
  /** Seconds that a long poll is held, and a line says nothing. */
  readonly hold: number;
  readonly idle: number;
  /** Milliseconds until what should come at once counts as missing. */
  readonly patience: number;
}

export interface Check {
  readonly name: string;
  readonly run: (around: Surroundings, signal: AbortSignal) => Promise<Finding>;
}

const passed = (reason: string): Finding => ({ passed: true, reason });
const failed = (reason: string): Finding => ({ passed: false, reason });
/** Somebody says why in words: the lab, or the relay in front of it. */
const refused = ({ status, detail }: Problem): Finding => failed(`The answer was ${status}: ${detail}`);

/** What did not pass while the lab itself was away is nobody's fault on the way. @param away why, in a sentence; `undefined` if it was there all the time */
export const judged = (finding: Finding, away: string | undefined): Finding =>
  finding.passed || !away ? finding : { passed: undefined, reason: `${away} This says nothing of the way: test again.` };

/** An event that nobody publishes: what asks for it hears nothing but the protocol. */
const silence = 'self-test';

const ms = (value: number): string => `${Math.round(value)} ms`;
const seconds = (value: number): string => `${(value / 1_000).toFixed(1)} s`;

/** Aborts with the visitor, or after so many milliseconds. */
function within(signal: AbortSignal, patience: number): AbortSignal {
  const over = new AbortController();
  // Not `AbortSignal.any` of a timeout's: while nobody but the timer knows that one, it may be collected, and never fires.
  const late = setTimeout(() => over.abort(new DOMException(`nothing within ${seconds(patience)}`, 'TimeoutError')), patience);
  const stop = () => {
    clearTimeout(late);
    over.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return over.signal;
}

/** Why it failed: by the signal, because WebKit, and Firefox within a body, throw an AbortError of their own whatever the reason was. */
const whyOf = (error: unknown, signal: AbortSignal): Error => (signal.aborted ? signal.reason : error) as Error;

const isTimeout = (error: unknown): boolean => (error as Error).name === 'TimeoutError';

async function polling({ root, fetch, now, patience }: Surroundings, signal: AbortSignal): Promise<Finding> {
  const from = now();
  const limit = within(signal, patience);
  try {
    const response = await fetch(`${root}/stream/polling?event=${silence}`, { cache: 'no-store', signal: limit });
    const problem = await problemIn(response);
    if (problem) return refused(problem);
    const { cursor } = (await response.json()) as { cursor?: unknown };
    if (response.status !== 200 || typeof cursor !== 'string')
      return failed(`The answer was ${response.status}, without a cursor: somebody on the way answers instead of the lab.`);
    return passed(`Question and answer took ${ms(now() - from)}.`);
  } catch (error) {
    const why = whyOf(error, limit);
    if (isTimeout(why)) return failed(`No answer within ${seconds(patience)}: the browser has no free connection, or the way is blocked.`);
    return failed(`No answer after ${ms(now() - from)}: ${why.message}.`);
  }
}

async function longPolling({ root, fetch, now, hold, patience }: Surroundings, signal: AbortSignal): Promise<Finding> {
  const from = now();
  const limit = within(signal, hold * 1_000 + patience);
  try {
    const url = `${root}/stream/long-polling?after=now&hold=${hold}&event=${silence}`;
    const response = await fetch(url, { cache: 'no-store', signal: limit });
    const problem = await problemIn(response);
    if (problem) return refused(problem);
    await response.text();
    const took = now() - from;
    if (!response.ok) return failed(`The answer was ${response.status} after ${seconds(took)}: somebody on the way does not wait for ${hold} s.`);
    if (took < hold * 950) return passed(`Answered after ${seconds(took)} instead of ${hold} s: the log ran on, and the server moved the cursor.`);
    return passed(`Held for ${seconds(took)}, and answered.`);
  } catch (error) {
    if (isTimeout(whyOf(error, limit)))
      return failed(
        `No answer within ${seconds(hold * 1_000 + patience)}: the question, or its answer, is stuck on the way; or it was cut, and the browser asked again unasked, as Firefox does.`,
      );
    return failed(`Cut after ${seconds(now() - from)}: something on the way ends what is silent for less than ${hold} s.`);
  }
}

/** Reads by hand, because an EventSource does not tell a head without a body from no answer at all. */
async function serverSentEvents({ root, fetch, now, patience }: Surroundings, signal: AbortSignal): Promise<Finding> {
  const from = now();
  const ending = new AbortController();
  signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
  const limit = within(ending.signal, patience);
  let answered: number | undefined;
  try {
    const response = await fetch(`${root}/stream/sse?event=${silence}`, {
      headers: { Accept: 'text/event-stream' },
      cache: 'no-store',
      signal: limit,
    });
    answered = now() - from;
    const problem = await problemIn(response);
    if (problem) return refused(problem);
    const type = response.headers.get('content-type') ?? 'none';
    if (!response.ok || !type.startsWith('text/event-stream'))
      return failed(`The answer was ${response.status}, ${type}: no event stream, so an EventSource gives up.`);
    const encoding = response.headers.get('content-encoding');
    const first = await response.body?.getReader().read();
    if (!first || first.done) return failed(`The stream ended after ${ms(now() - from)} without a byte.`);
    return passed(
      `The first event came after ${ms(now() - from)}, before the end of the answer${encoding ? `; somebody compresses it (${encoding})` : ', and is not compressed'}.`,
    );
  } catch (error) {
    const why = whyOf(error, limit);
    if (isTimeout(why) && answered !== undefined)
      return failed(
        `The head came after ${ms(answered)}, but no event within ${seconds(patience)}: something on the way buffers the stream until it is full or over.`,
      );
    if (isTimeout(why))
      return failed(`Not even a head within ${seconds(patience)}: the browser has no free connection, or something on the way buffers or blocks.`);
    return failed(`Cut after ${ms(now() - from)}: ${why.message}.`);
  } finally {
    ending.abort();
  }
}

/** A socket whose messages can be waited for one by one. */
function openSocket({ root, WebSocket, patience }: Surroundings, signal: AbortSignal) {
  const socket = new WebSocket(`${root.replace(/^http/, 'ws')}/stream/websocket?event=${silence}`);
  // A browser tells nothing with it; outside of one it would be thrown.
  socket.addEventListener('error', () => {});
  const next = (type: 'open' | 'message', limit = patience): Promise<MessageEvent | Event> =>
    new Promise((resolve, reject) => {
      const late = within(signal, limit);
      const over = (error: unknown) => reject(error instanceof Error ? error : new Error('aborted'));
      late.addEventListener('abort', () => over(late.reason), { once: true });
      socket.addEventListener(type, resolve, { once: true });
      socket.addEventListener('close', ({ code, reason }) => over(new Error(`closed with ${code}${reason && ` ${reason}`}`)), { once: true });
    });
  return { socket, next };
}

async function upgrade(around: Surroundings, signal: AbortSignal): Promise<Finding> {
  const { root, fetch, now, patience } = around;
  const from = now();
  const { socket, next } = openSocket(around, signal);
  let step: 'upgrade' | 'hello' | 'ack' = 'upgrade';
  try {
    // Asked for at once: the hello may come in the same packet as the upgrade's answer.
    const hello = next('message');
    hello.catch(() => {});
    await next('open');
    step = 'hello';
    await hello;
    step = 'ack';
    const ack = next('message');
    socket.send(JSON.stringify({ type: 'subscribe', event: silence, ref: 1 }));
    await ack;
    return passed(`Upgrade and frames in both directions took ${ms(now() - from)}.`);
  } catch (error) {
    const late = isTimeout(error);
    const guards = step !== 'ack' && (await askGuards(`${root}/publish`, (url, init) => fetch(url, { ...init, signal: within(signal, patience) })));
    if (guards) return failed(`The lab refuses this page's WebSockets. ${guards}`);
    if (step === 'upgrade')
      return failed(
        `No upgrade ${late ? `within ${seconds(patience)}` : `after ${ms(now() - from)} (${(error as Error).message})`}: something on the way refuses it.`,
      );
    const lost = step === 'hello' ? 'from the server' : 'to the server';
    return failed(
      `The upgrade passed, but no frame ${lost} ${late ? `within ${seconds(patience)}` : `(${(error as Error).message})`}: something on the way lets the handshake through and keeps the frames.`,
    );
  } finally {
    socket.close();
  }
}

async function idle(around: Surroundings, signal: AbortSignal): Promise<Finding> {
  const { idle: silent, now } = around;
  const from = now();
  const { socket, next } = openSocket(around, signal);
  let opened = false;
  try {
    const hello = next('message');
    hello.catch(() => {});
    await next('open');
    await hello;
    opened = true;
    // A heartbeat that comes earlier breaks the silence, and proves the line as well.
    const word = await next('message', silent * 1_000).catch((error: unknown) => {
      if (isTimeout(error) && !signal.aborted) return undefined;
      throw error;
    });
    const ack = next('message');
    socket.send(JSON.stringify({ type: 'subscribe', event: silence, ref: 1 }));
    await ack;
    return passed(
      word ? `A heartbeat came after ${seconds(now() - from)}, and the line still carries.` : `Silent for ${silent} s, and the line still carries.`,
    );
  } catch (error) {
    if (!opened) return failed('There was no WebSocket to be silent on.');
    if (isTimeout(error))
      return failed(`After ${silent} s of silence nothing comes back any more, and nobody said so: something on the way has dropped the line.`);
    return failed(
      `The line was ${(error as Error).message} after ${seconds(now() - from)}: something on the way ends what is silent for less than ${silent} s.`,
    );
  } finally {
    socket.close();
  }
}

/** All of them; they run side by side, the longest takes as long as the longest silence. */
export const checks: readonly Check[] = [
  { name: 'polling: a question and its answer', run: polling },
  { name: 'long-polling: an answer that waits', run: longPolling },
  { name: 'sse: events before the end of the answer', run: serverSentEvents },
  { name: 'websocket: upgrade, frames both ways', run: upgrade },
  { name: 'websocket: a line that is silent', run: idle },
];

/** The findings as text for a bug report. */
export function formatFindings(findings: readonly (readonly [name: string, finding: Finding])[], facts: Readonly<Record<string, string>>): string {
  const head = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return [
    'Transport Lab: what passes here?',
    ...head,
    '',
    ...findings.map(([name, { passed: fine, reason }]) => `${fine ? 'passes' : fine === false ? 'FAILS ' : 'unsure'}  ${name}. ${reason}`),
  ].join('\n');
}
