/** Tries the server for members (`/naive/members`) in every way that a page has. */
import { signal } from '@preact/signals';
import { labUrl } from '../lab-url.ts';
import type { Measures, MembersAct, MembersSeen } from '../lessons/seen.ts';

const nothing: MembersSeen = { done: [], doors: {}, log: [] };

export const membersSeen = signal(nothing);

/** The name of this run in the server's access log. */
let who = '';
let ticket = '';
/** Accepted sockets stay open until the round ends. */
let sockets: WebSocket[] = [];

export function forgetMembers(): void {
  for (const socket of sockets) socket.close();
  sockets = [];
  membersSeen.value = nothing;
  who = crypto.getRandomValues(new Uint32Array(2)).join('-');
}

function place(path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = labUrl(`naive/members/${path}`);
  url.search = `${new URLSearchParams({ who, ...query })}`;
  return url;
}

interface Said {
  readonly token?: string;
  readonly ticket?: string;
  readonly lines?: readonly string[];
}

async function ask(method: 'GET' | 'POST', path: string, token?: string): Promise<Said> {
  const response = await fetch(place(path), { method, cache: 'no-store', ...(token && { headers: { Authorization: `Bearer ${token}` } }) });
  if (!response.ok) throw new Error(`Expected the lab’s server for members to answer; got ${response.status}.`);
  return response.json();
}

const byFetch = (url: URL, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
  const asked = new AbortController();
  return fetch(url, { headers, cache: 'no-store', signal: asked.signal }).then(({ ok }) => {
    // The head has the answer; a stream would not end.
    asked.abort();
    return Number(ok);
  });
};

const byEventSource = (url: URL): Promise<number> =>
  new Promise((resolve) => {
    const source = new EventSource(url);
    const end = (letIn: number) => () => {
      source.close();
      resolve(letIn);
    };
    source.onopen = end(1);
    source.onerror = end(0);
  });

const byWebSocket = (url: URL, protocols: readonly string[] = []): Promise<number> =>
  new Promise((resolve) => {
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url, [...protocols]);
    sockets.push(socket);
    // A refused socket is accepted for long enough to send the reason.
    socket.onmessage = () => resolve(1);
    socket.onclose = () => resolve(0);
  });

/** All four transports, each with the credentials that it can carry. */
async function knock(query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Measures> {
  const [polling, long, sse, websocket] = await Promise.all([
    byFetch(place('stream/polling', query), headers),
    byFetch(place('stream/long-polling', query), headers),
    byEventSource(place('stream/sse', query)),
    byWebSocket(place('stream/websocket', query)),
  ]);
  return { polling, long, sse, websocket };
}

async function withHeader(token: string): Promise<Measures> {
  const headers = { Authorization: `Bearer ${token}` };
  const [all, fetched, subprotocol] = await Promise.all([
    knock({}, headers),
    byFetch(place('stream/sse'), headers),
    byWebSocket(place('stream/websocket'), [token]),
  ]);
  return { ...all, fetched, subprotocol };
}

const readLog = async (): Promise<readonly string[]> => (await ask('GET', 'log')).lines ?? [];

/** @returns what is new of doors and log */
async function perform(does: MembersAct): Promise<Partial<MembersSeen>> {
  const { token = '' } = await ask('POST', 'join');
  switch (does) {
    case 'session':
      await ask('POST', 'session', token);
      return {};
    case 'cookie':
      return { doors: await knock({}) };
    case 'read':
      return { log: await readLog() };
    case 'open':
      return { doors: { first: await byWebSocket(place('stream/websocket', { ticket })) } };
    case 'steal': {
      const second = await byWebSocket(place('stream/websocket', { ticket }));
      return { doors: { ...membersSeen.peek().doors, second }, log: await readLog() };
    }
    case 'ticket':
      ({ ticket = '' } = await ask('POST', 'ticket', token));
      return {};
  }
  // Without the cookie of another round.
  await ask('POST', 'session');
  return { doors: await (does === 'header' ? withHeader(token) : knock({ token })) };
}

export async function tryMembers(does: MembersAct): Promise<void> {
  const run = who;
  const found = await perform(does);
  const { done, ...before } = membersSeen.peek();
  if (run === who) membersSeen.value = { ...before, ...found, done: [...done, does] };
}
