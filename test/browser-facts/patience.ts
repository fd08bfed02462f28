import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from './site.ts';

/** Seconds. */
const [silence, longestHandshake, refusals] = [420, 300, 60];

/** What the page's side has heard so far. */
declare global {
  var heard: string[];
}

const listenToAll = (socket: string): void => {
  globalThis.heard = [];
  const hear = (what: string) => () => globalThis.heard.push(what);
  const webSocket = new WebSocket(socket);
  Object.assign(webSocket, { onerror: hear('WebSocket error'), onclose: hear('WebSocket close') });
  new EventSource('/events').onerror = hear('EventSource error');
  fetch('/events')
    .then((response) => response.text())
    .then(hear('fetch end'), hear('fetch error'));
};

const heardSoFar = (): string[] => globalThis.heard;

/** What a page is told of a WebSocket, an event stream and a fetch whose server says nothing for seven minutes. */
export async function silentLines(site: Site): Promise<string[]> {
  site.stream('/events');
  await site.page.call(listenToAll, site.url.replace('http', 'ws'));
  await site.arrived('/events', 2);
  await pause(silence * 1_000);
  return site.page.call(heardSoFar);
}

const openAndNote = (url: string): void => {
  globalThis.heard = [];
  const begun = performance.now();
  new WebSocket(url).onclose = () => globalThis.heard.push(((performance.now() - begun) / 1_000).toFixed(0));
};

/** Seconds after which a WebSocket gives up whose handshake is never answered. */
export async function hangingHandshake(site: Site): Promise<string> {
  site.onUpgrade('/hangs', () => {});
  await site.page.call(openAndNote, `${site.url.replace('http', 'ws')}/hangs`);
  await site.arrived('/hangs', 1);
  for (let second = 0; second < longestHandshake; second += 1) {
    const [after] = await site.page.call(heardSoFar);
    if (after !== undefined) return `${after} s`;
    await pause(1_000);
  }
  return `more than ${longestHandshake} s`;
}

const reopenAtOnce = (url: string): void => {
  const open = () => {
    new WebSocket(url).onclose = open;
  };
  open();
};

/** Handshakes that reach a server which refuses each with 503 for a minute, from a page that opens the next WebSocket as soon as one is closed. */
export async function refusedHandshakes(site: Site): Promise<number> {
  site.onUpgrade('/refused', (socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  await site.page.call(reopenAtOnce, `${site.url.replace('http', 'ws')}/refused`);
  await pause(refusals * 1_000);
  return site.count('/refused');
}
