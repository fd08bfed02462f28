import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import express, { type Application, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { HttpHost } from '../stream/http/http-host.ts';
import { answerJson } from '../stream/http/json-response.ts';
import { PeerError } from '../stream/problem.ts';
import type { LabAddress } from './apparatus/telemetry/messages.ts';
import { packageFolder } from './places.ts';

/** Where `npm run build` puts page and client library. */
const folder = join(packageFolder, 'dist/page');

const none = ["'none'"];
const own = ["'self'"];

/** Nothing but our own files, and no inline code: whatever a notification holds, it cannot run. Only telemetry around the weather is another origin. */
const secure = (address: () => LabAddress) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: own,
        styleSrc: own,
        imgSrc: own,
        connectSrc: [...own, (request) => telemetryOrigins(request.headers.host, address())],
        baseUri: none,
        formAction: none,
        frameAncestors: none,
      },
    },
    strictTransportSecurity: false,
  });

/**
 * Under the name that the page was asked for, which the guard has let pass; with TLS too, because a proxy may add it without a word to us. A policy cannot name an IPv6
 * address: there only the port is fixed.
 */
function telemetryOrigins(host: string | undefined, { telemetryPort }: LabAddress): string {
  if (telemetryPort === null) return "'self'";
  const name = host?.replace(/:\d*$/, '') ?? '*';
  const place = `${name.startsWith('[') ? '*' : name}:${telemetryPort}`;
  return `ws://${place} wss://${place}`;
}

/** A page cannot see whether another one sent its visitor here, if that one hides it; the browser tells the server (Fetch Metadata), and this is the way back to the page. */
function tellArrival(response: ServerResponse): void {
  const site = response.req.headers['sec-fetch-site'];
  if (site === 'none' || site === 'same-origin' || site === 'same-site' || site === 'cross-site') {
    response.setHeader('Server-Timing', `arrival;desc="${site}"`);
  }
}

/** The client library may be used by pages of any origin: it is public, and the streams have guards of their own. */
const anyOrigin = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** The lab's page, `/sdk.js` and what goes with it; then the end of the road for every other path. */
export function mountPage(app: Application, host: HttpHost, address: () => LabAddress): void {
  host.route('GET', '/lab', (_request, response) => answerJson(response, 200, address()));
  app.use((_request, response, next) => {
    host.watch(response);
    next();
  });
  app.use(secure(address));
  app.use(
    express.static(folder, {
      cacheControl: false,
      // A redirect to a folder would lead out of a proxy's prefix, and there is nothing to see in one.
      redirect: false,
      setHeaders(response, path) {
        response.setHeader('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (path.endsWith('.html')) tellArrival(response);
        // By its ending it would be an MPEG transport stream.
        if (path.endsWith('.d.ts')) response.setHeader('Content-Type', 'text/plain; charset=utf-8');
        if (/\/sdk\.|\/types\//.test(path)) for (const [name, value] of Object.entries(anyOrigin)) response.setHeader(name, value);
      },
    }),
  );
  app.use((request: Request) => {
    throw new PeerError('not-found', `Expected one of this server's paths; got ${request.method} ${request.path}. See docs/protocol.md.`);
  });
  app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const ofThePeer = !(error instanceof PeerError) && error.status !== undefined && error.status < 500;
    host.answerProblem(response, ofThePeer ? new PeerError('bad-request', `Expected a path that can be served; ${error.message}.`) : error);
  });
}
