import type { Site } from './site.ts';

const openSources = (path: string, count: number): void => {
  for (let index = 0; index < count; index += 1) new EventSource(path);
};

/** Event streams that are open at once, of so many that a page wants. */
export async function eventStreams(site: Site): Promise<number> {
  site.stream('/events');
  await site.page.call(openSources, '/events', 10);
  await site.arrived('/events', 1);
  await site.settled();
  return site.count('/events');
}

/** Milliseconds after which a line counts as waiting: it takes a few otherwise. */
const stuck = 2_000;

const opensWithin = (url: string, limit: number): Promise<boolean> =>
  new Promise((resolve) => {
    new WebSocket(url).onopen = () => resolve(true);
    setTimeout(() => resolve(false), limit);
  });

const answersWithin = (path: string, limit: number): Promise<boolean> =>
  fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(limit) }).then(
    ({ ok }) => ok,
    () => false,
  );

async function takeSix(site: Site): Promise<void> {
  site.stream('/events');
  await site.page.call(openSources, '/events', 6);
  await site.arrived('/events', 6);
}

const opensOrWaits = (opened: boolean): string => (opened ? 'opens' : 'waits');

/** @param elsewhere where the WebSocket goes; default: the host and port of the six */
export async function webSocketBesideSix(site: Site, elsewhere = site.url): Promise<string> {
  await takeSix(site);
  return opensOrWaits(await site.page.call(opensWithin, elsewhere.replace('http', 'ws'), stuck));
}

export async function fetchBesideSix(site: Site): Promise<string> {
  site.on('/small', (response) => response.end('small'));
  await takeSix(site);
  return (await site.page.call(answersWithin, '/small', stuck)) ? 'is answered' : 'waits';
}

const clickable = `<!doctype html><title>Click</title><button onclick="fetch('/small', { cache: 'no-store' })">Fetch</button><script>
for (let index = 0; index < 6; index += 1) new EventSource('/events');
</script>`;

/** The same from a click: what a user asks for may go before what a script asks for. */
export async function clickBesideSix(site: Site): Promise<string> {
  site.on('/small', (response) => response.end('small'));
  site.stream('/events');
  site.on('/clickable', (response) => response.setHeader('Content-Type', 'text/html').end(clickable));
  await site.show('/clickable');
  await site.arrived('/events', 6);
  await site.click('button');
  await site.settled();
  return site.count('/small') > 0 ? 'is answered' : 'waits';
}

interface Crowd {
  readonly opened: number;
  /** What the others were told. */
  readonly others: string;
}

/** Opens so many, until for a second nothing has happened any more. */
async function openWebSockets(url: string, count: number): Promise<Crowd> {
  const seen = { opened: 0, errors: 0, closes: 0 };
  const all: WebSocket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = new WebSocket(url);
    socket.onopen = () => seen.opened++;
    socket.onerror = () => seen.errors++;
    socket.onclose = () => seen.closes++;
    all.push(socket);
  }
  let before = '';
  while (before !== JSON.stringify(seen)) {
    before = JSON.stringify(seen);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const told = [seen.errors > 0 && 'error', seen.closes > 0 && 'close'].filter(Boolean);
  return { opened: seen.opened, others: told.join(' and ') || 'nothing' };
}

/** WebSockets that a page has open at once, that to this program included, and what it is told of those beyond. */
export async function webSockets(site: Site): Promise<string> {
  const { opened, others } = await site.page.call(openWebSockets, site.url.replace('http', 'ws'), 300);
  return `${opened + 1}, then ${others}`;
}
