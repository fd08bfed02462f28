import type { ServerResponse } from 'node:http';
import type { NewestDigest, ServedPage } from '../../../../bench/report/digest-messages.ts';
import { isLoopbackName } from '../../../stream/guard/host-names.ts';
import type { Host, RouteHandler } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import { PeerError } from '../../../stream/problem.ts';
import { readResult, requireResult } from './body.ts';
import { resultsFolder, stateOf } from './folder.ts';
import { Lane } from './lane.ts';
import { askReader } from './process.ts';

export interface ReportOptions {
  /** The address that the lab listens on. Reading a result takes seconds of processor time, so only a lab on loopback accepts uploads. */
  readonly listensOn: string;
  /** @default `bench/results` of this package */
  readonly folder?: string;
}

function answerPage(response: ServerResponse, { html, policy }: ServedPage): void {
  const body = Buffer.from(html);
  response
    .writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': body.byteLength,
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    .end(body);
}

/** Gets the newest result from a separate process, and caches it until the folder changes. A failure is not cached. */
function newestIn(folder: string, ask: () => Promise<NewestDigest>): () => Promise<NewestDigest> {
  let [known, newest]: [string | undefined, Promise<NewestDigest> | undefined] = [undefined, undefined];
  return () => {
    const state = stateOf(folder);
    if (newest && state === known) return newest;
    known = state;
    newest = ask();
    newest.catch(() => {
      newest = undefined;
    });
    return newest;
  };
}

/**
 * `GET /report.html`: the newest bench result as the bench's own document, on which another may be dropped; the page shows it at `/report`. `GET /report/coefficients`: `{ reference? }`, what the page computes costs from.
 * `POST /report/dropped`: a result for `{ reference, html? }`, with `?compare` with a section that compares it with the newest. To be mounted before the page.
 */
export function mountReport(host: Host, { listensOn, folder = resultsFolder() }: ReportOptions): void {
  const dropping = isLoopbackName(listensOn);
  const lane = new Lane();
  const readNewest = newestIn(folder, () => lane.own(() => askReader((reader) => reader.call('newest', { folder, dropping }))));
  mountNewest(host, folder, readNewest);
  host.route('POST', '/report/dropped', (request, response) => {
    if (dropping) return readDropped(request, response, { lane, folder });
    throw new PeerError(
      'not-found',
      'Expected a lab on loopback; this one is reached from elsewhere and reads no results of its visitors. Start your own.',
    );
  });
}

function mountNewest(host: Host, folder: string, readNewest: () => Promise<NewestDigest>): void {
  host.route('GET', '/report.html', async (request, response) => {
    // The document uses relative URLs, so with a slash at the end they would be wrong.
    if (request.url.split('?', 1)[0]?.endsWith('/')) {
      response.writeHead(308, { Location: '../report.html' }).end();
      return;
    }
    answerPage(response, (await readNewest()).page);
  });

  host.route('GET', '/report/coefficients', async (_, response) => {
    // Every page asks for this, so do not start a process if there is no result.
    const { reference } = stateOf(folder) === '' ? {} : await readNewest();
    answerJson(response, 200, { reference });
  });
}

async function readDropped(
  request: Parameters<RouteHandler>[0],
  response: ServerResponse,
  { lane, folder }: { readonly lane: Lane; readonly folder: string },
): Promise<void> {
  requireResult(request.headers);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const compare = request.url.endsWith('?compare');
  const read = async () => {
    const text = await readResult(request, gone.signal);
    return askReader((reader) => reader.call('dropped', { folder, text, compare }));
  };
  answerJson(response, 200, await lane.upload(read, gone.signal));
}
