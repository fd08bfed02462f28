import type { ServerResponse } from 'node:http';
import type { Site } from './site.ts';

/** Ways to be told. */
const lines = {
  'event stream': { path: '/events', open: "new EventSource('/events').onmessage = () => tell('heard')" },
  WebSocket: {
    path: '/socket',
    open: "new WebSocket(location.origin.replace('http', 'ws') + '/socket').onclose = ({ code }) => tell('closed-' + code)",
  },
} as const;

/** A page with one line, which tells the server how it was shown and what it hears. */
const pageWith = (open: string): string => `<!doctype html><title>Cached</title><p>A page with a line.<script>
const tell = (what) => fetch('/told/' + what, { method: 'POST' }).catch(() => {});
addEventListener('pageshow', ({ persisted }) => tell(persisted ? 'restored' : 'loaded'));
${open};
</script>`;

/** Milliseconds without a request after which nothing more is expected: longer than any EventSource waits by itself. */
const silence = 7_000;

/** What becomes of a page with an open line that is left and gone back to (back/forward cache; HTML standard, section 7.4.6). */
export async function goneBackTo(site: Site, line: keyof typeof lines): Promise<string> {
  const { path, open } = lines[line];
  let stream: ServerResponse | undefined;
  site.on('/events', (response) => {
    stream = response;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n');
  });
  site.on('/line', (response) => response.setHeader('Content-Type', 'text/html').end(pageWith(open)));
  for (const told of ['loaded', 'restored', 'heard', 'closed-1006', 'closed-1005']) site.on(`/told/${told}`, (response) => response.end());
  await site.show('/line');
  await site.arrived(path, 1);
  await site.show('/');
  await site.settled();
  await site.goBack();
  await site.settled();
  if (site.count('/told/restored') === 0) return 'loaded anew';
  stream?.write('data: 1\n\n');
  await site.settled(silence);
  if (site.count(path) > 1) return 'kept, opens its line again';
  if (site.count('/told/heard') > 0) return 'kept, hears what comes';
  return site.count('/told/closed-1006') > 0 ? 'kept, its line is closed with 1006' : 'kept, hears nothing more';
}
