import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import express, { type Application, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { HttpHost } from '../stream/http/http-host.ts';
import { answerJson } from '../stream/http/json-response.ts';
import { PeerError } from '../stream/problem.ts';
import type { LabAddress } from './apparatus/telemetry/messages.ts';
import { checkPath, doorPaths, findPlace } from './door-paths.ts';
import { packageFolder } from './places.ts';

/** Where `npm run build` puts page and client library. */
const folder = join(packageFolder, 'dist/page');

const none = ["'none'"];
const own = ["'self'"];

/** A Content Security Policy with only our own files and no inline code, so that nothing in a notification can run. @param connectSrc where the page may connect to */
const securedWith = (connectSrc: string[]): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: own,
        styleSrc: own,
        imgSrc: own,
        // The report is a document of its own, shown inside the page.
        frameSrc: own,
        connectSrc,
        baseUri: none,
        formAction: none,
        frameAncestors: none,
      },
    },
    strictTransportSecurity: false,
  });

const secured = securedWith(own);
const securedForCheck = securedWith([...own, 'http:', 'https:', 'ws:', 'wss:']);

/** The page of the check may also connect to other servers, but runs no other code either. */
const secure: RequestHandler = (request, response, next) =>
  (request.path.slice(1).replace(/\/$/, '') === checkPath ? securedForCheck : secured)(request, response, next);

/** Tells the page whether a link of another site led here. Only the server learns that from the browser (Fetch Metadata), so it repeats it in `Server-Timing`. */
function tellArrival(response: ServerResponse): void {
  const site = response.req.headers['sec-fetch-site'];
  if (site === 'none' || site === 'same-origin' || site === 'same-site' || site === 'cross-site') {
    response.setHeader('Server-Timing', `arrival;desc="${site}"`);
  }
}

/**
 * The page itself, at any path. All that it names lies beside it, however deep the path is (`/try/mail`) and whatever prefix a proxy has put in front of it: its own paths begin
 * with `./`, which becomes as many `../` as there are folders.
 */
async function sendPage(request: Request, response: Response, status: number): Promise<void> {
  const depth = request.path.split('/').length - 2;
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  // A broken body may have been answered with 400 in the meantime.
  if (response.headersSent) return;
  tellArrival(response);
  response
    .status(status)
    .set({ 'Cache-Control': 'no-cache', Vary: 'Accept' })
    .type('html')
    .send(depth > 0 ? html.replaceAll('="./', `="${'../'.repeat(depth)}`) : html);
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** Whether a browser asks for something to show, and not a program for something to read. */
const isVisit = (request: Request): boolean => isRead(request) && request.accepts(['json', 'html']) === 'html';

/** The client library may be used by pages of any origin: it is public, and the streams have guards of their own. */
const anyOrigin = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** The files of page and client library. */
const files = express.static(folder, {
  index: false,
  cacheControl: false,
  // A redirect to a folder would leave a proxy's prefix, and folders have no index.
  redirect: false,
  setHeaders(response, path) {
    response.setHeader('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    // By its extension it would be an MPEG transport stream.
    if (path.endsWith('.d.ts')) response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    if (/\/sdk\.|\/types\//.test(path)) for (const [name, value] of Object.entries(anyOrigin)) response.setHeader(name, value);
  },
});

/** While a file was looked up, a broken body may have been answered with 400. */
const serveFiles: RequestHandler = (request, response, next) =>
  files(request, response, (error?: unknown) => {
    if (!response.headersSent) next(error);
  });

/** Runs that come with the lessons; the package has none. */
const runs = express.static(join(packageFolder, 'docs/runs'), {
  index: false,
  cacheControl: false,
  redirect: false,
  setHeaders: (response) => void response.setHeader('Cache-Control', 'no-cache'),
});

const servePlaces: RequestHandler = (request, response, next) => {
  if (!isRead(request) || findPlace(request.path.slice(1)) === undefined) next();
  else void sendPage(request, response, 200).catch(next);
};

/** Where pages for EventTube look for their SDK. */
const findEventTube: RequestHandler = (request, _response, next) => {
  if (request.path === '/sdk/js') request.url = request.url.replace('/sdk/js', '/sdk.eventtube.js');
  next();
};

const refuseUnknown: RequestHandler = (request, response, next) => {
  if (isVisit(request)) {
    void sendPage(request, response, 404).catch(next);
    return;
  }
  const pages = doorPaths.map((path) => `/${path}`).join(', ');
  throw new PeerError(
    'not-found',
    `Expected one of this server's paths; got ${request.method} ${request.path}. Its pages are ${pages}; for the rest see docs/protocol.md.`,
  );
};

/** Serves the lab's page and `/sdk.js`, and answers every other path with 404. */
export function mountPage(app: Application, host: HttpHost, address: () => LabAddress): void {
  host.route('GET', '/lab', (_request, response) => answerJson(response, 200, address()));
  app.use((_request, response, next) => {
    host.watch(response);
    next();
  });
  app.use('/runs', secure, runs);
  app.use(secure, servePlaces, findEventTube, serveFiles, refuseUnknown);
  app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const ofThePeer = !(error instanceof PeerError) && error.status !== undefined && error.status < 500;
    host.answerProblem(response, ofThePeer ? new PeerError('bad-request', `Expected a path that can be served; ${error.message}.`) : error);
  });
}
