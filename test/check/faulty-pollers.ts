/** Small servers for polling and long-polling without a fault, or with exactly one. */
import type { IncomingMessage } from 'node:http';
import { anyPage, startHub } from './faulty-servers.ts';
import type { Judged } from './look.ts';

const pollFields = (fault: string | undefined, request: IncomingMessage) => ({
  'Content-Type': 'application/json',
  ...(fault === 'cacheable' ? { 'Cache-Control': 'public, max-age=60' } : { 'Cache-Control': 'no-store' }),
  ...(fault === 'any-page-may-read' ? anyPage(request) : {}),
});

/** Answers with a cursor, like the lab. @param fault name of the finding that it should cause; `latest` answers only the newest */
export async function startPolling(fault?: string): Promise<Judged> {
  const past: string[] = [];
  const isWhole = fault === 'repeats-itself' || fault === 'grows';
  const { url } = await startHub(
    (request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('after') ?? past.length);
      const tag = { ETag: `"${past.length}"` };
      const fields = { ...pollFields(fault, request), ...(fault === 'grows' ? tag : {}) };
      if (fault === 'grows' && request.headers['if-none-match'] === tag.ETag) return void response.writeHead(304, fields).end();
      const all = isWhole ? past : fault === 'lost-between-polls' ? past.slice(Math.max(after, past.length - 1)) : past.slice(after);
      response.writeHead(200, fields).end(isWhole ? JSON.stringify(all) : JSON.stringify({ cursor: String(past.length), notifications: all }));
    },
    (text) => past.push(text),
  );
  return { endpoint: `polling:${url}/`, publish: `${url}/publish`, dialect: isWhole ? 'plain' : 'lab' };
}

/** Holds a long poll for 0.3 s. @param fault name of the finding that it should cause */
export async function startLongPolling(fault?: string): Promise<Judged> {
  const past: string[] = [];
  const held = new Set<() => void>();
  const { url } = await startHub(
    (request, response) => {
      const after = new URL(request.url ?? '', 'http://localhost').searchParams.get('after');
      // Without a cursor the answer has the current one.
      const from = after === null || fault === 'lost-between-polls' ? past.length : Math.max(0, Number(after) - (fault === 'doubled' ? 1 : 0));
      const answer = (status = 200) => {
        clearTimeout(end);
        held.delete(answer);
        response.writeHead(status, pollFields(fault, request));
        response.end(status === 200 ? JSON.stringify({ cursor: String(past.length), notifications: past.slice(from) }) : undefined);
      };
      const ends = fault === 'held-too-long' ? undefined : () => answer(fault === 'hold-ends-badly' ? 504 : 204);
      const end = ends && setTimeout(ends, 300);
      response.once('close', () => {
        clearTimeout(end);
        held.delete(answer);
      });
      if (after === null || past.length > from || fault === 'not-held') answer();
      else held.add(answer);
    },
    (text) => {
      past.push(text);
      for (const answer of [...held]) answer();
    },
  );
  return { endpoint: `long-polling:${url}/`, publish: `${url}/publish`, dialect: 'lab' };
}
