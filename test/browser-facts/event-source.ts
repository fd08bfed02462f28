import type { Site } from './site.ts';

const openSource = (path: string): void => void new EventSource(path);

/** Milliseconds between the end of an event stream and the next attempt: the shortest of so many, because whatever else the machine does comes on top. */
async function waits(site: Site, field: string, count: number): Promise<number> {
  const all: number[] = [];
  let ended: number | undefined;
  site.on('/events', (response) => {
    if (ended !== undefined) all.push(performance.now() - ended);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(`${field}data: 1\n\n`);
    ended = performance.now();
  });
  await site.page.call(openSource, '/events');
  await site.arrived('/events', count + 1);
  return Math.round(Math.min(...all));
}

export const waitOfItsOwn = (site: Site): Promise<number> => waits(site, '', 3);
export const waitOf100 = (site: Site): Promise<number> => waits(site, 'retry: 100\n', 5);

/** State of an EventSource in its first error: 0 says that it comes back, 2 that it is over (HTML standard, section 9.2.3). */
const stateInError = (path: string): Promise<number> =>
  new Promise((resolve) => {
    const source = new EventSource(path);
    source.onerror = () => {
      resolve(source.readyState);
      source.close();
    };
  });

/** Milliseconds: a server that is away, and until when a browser that still tries has come back. */
const [absence, patience] = [45_000, 30_000];

/** Whether an EventSource comes back to a server that was away, so that its connections were refused. @param other where the server is; default: where the page is from */
export async function returnAfterAbsence(site: Site, other = site): Promise<string> {
  const path = '/returns';
  other.on(path, (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Access-Control-Allow-Origin': '*' }).write(': open\n\n');
  });
  await site.page.call(openSource, `${other.url}${path}`);
  await other.arrived(path, 1);
  await other.refuse(absence);
  return other.arrived(path, 2, patience).then(
    () => 'comes back',
    () => 'gives up',
  );
}

const statuses = [503, 502, 500, 429, 404, 204];

/** Answers after which an EventSource never asks again. */
export async function endings(site: Site): Promise<string[]> {
  for (const status of statuses) site.on(`/${status}`, (response) => response.writeHead(status).end());
  site.on('/text/plain', (response) => response.setHeader('Content-Type', 'text/plain').end('data: 1\n\n'));
  site.on('/cut', (response) => response.destroy());
  const all: string[] = [];
  for (const answer of [...statuses.map(String), 'text/plain', 'cut']) {
    if ((await site.page.call(stateInError, `/${answer}`)) === 2) all.push(answer);
  }
  return all;
}
